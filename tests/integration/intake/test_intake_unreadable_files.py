"""Files that cannot be read end their batch as unreadable, with a sentence, and leave nothing behind."""

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings

from tepat.intake import services
from tepat.intake.models import Batch, BatchFile, IncomingList
from tepat.intake.transitions import TransitionRefused
from tepat.platform import files
from tepat.platform.accounts.models import User
from tepat.platform.files.models import StoredFile
from tepat.platform.jobs.models import Job
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import FAMILY_LAYOUT, PERSON_LAYOUT, csv_bytes, headers, xlsx
from tests.factories.lists import contents, family, head
from tests.factories.lists import files as list_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

SOUND = xlsx(FAMILY_LAYOUT, [family(1), family(2)])
CSV = csv_bytes(FAMILY_LAYOUT, [family(1)])
HEADERS = CSV.splitlines()[0]
NO_KEY = HEADERS.replace(b"ID Keluarga P3KE", b"Catatan") + b"\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b" \r\n\r\n", "kosong", id="blank-lines"),
        pytest.param(b"%PDF-1.7 surat pengantar", "dokumen PDF", id="wrong-type"),
        pytest.param(b"PK\x03\x04" + bytes(200), "", id="corrupt"),
        pytest.param(SOUND[: len(SOUND) // 2], "terpotong", id="truncated"),
        pytest.param(ENCRYPTED, "kata sandi", id="password-protected"),
        pytest.param(b"nama,alamat\nBudi,RT 02\n", "judul kolom", id="no-header"),
        pytest.param(
            HEADERS.replace(b"ID Keluarga P3KE", b"Catatan") + b"\r\n", "ID Keluarga P3KE", id="no-key-column"
        ),
        pytest.param(HEADERS + b"\r\n", "tidak ada baris data", id="headers-alone"),
    ],
)
def test_it_is_unreadable_with_a_sentence_and_nothing_in_the_registry(content: bytes, words: str) -> None:
    batch = checked_batch({"daftar.xlsx": content})

    assert batch.state == "unreadable"
    assert words in batch.trouble
    assert batch.trouble.endswith(".")
    assert (batch.rows_in, batch.pending) == (0, 0)
    assert not any(contents().values())


def test_the_sentence_names_the_file() -> None:
    batch = checked_batch({**list_files([family(1)]), "lampiran surat.pdf": b"%PDF-1.7 surat"})

    assert "lampiran surat.pdf" in batch.trouble


def test_one_bad_file_of_two_stops_both() -> None:
    """Half a list is worse than none: nothing is read from the good file either."""
    batch = checked_batch({**list_files([family(1)]), "individu.xlsx": SOUND[:300]})

    assert (batch.state, batch.rows_in) == ("unreadable", 0)
    assert not any(contents().values())


def test_an_unreadable_batch_is_refused_and_never_accepted() -> None:
    batch = checked_batch({"daftar.xlsx": b"%PDF-1.7"})
    by = User.objects.system()

    with pytest.raises(TransitionRefused, match="tidak terbaca"):
        services.accept_batch(by=by, batch=batch)
    services.refuse_batch(by=by, batch=batch, reason="Minta ulang")

    batch.refresh_from_db()
    assert batch.state == "refused"


def test_the_right_file_afterwards_goes_in() -> None:
    checked_batch({"daftar.xlsx": b"%PDF-1.7"})

    batch = accepted_batch({"daftar.xlsx": SOUND})

    assert (batch.state, batch.accepted) == ("accepted", 2)


@pytest.mark.parametrize(
    ("names", "stated"),
    [
        pytest.param({"keluarga.csv": CSV}, 1, id="comma"),
        pytest.param(
            {"keluarga.csv": csv_bytes(FAMILY_LAYOUT, [family(1)], delimiter=";")}, 1, id="semicolon"
        ),
        pytest.param({"keluarga.csv": b"\xef\xbb\xbf" + CSV}, 1, id="byte-order-mark"),
        pytest.param({"keluarga.dat": SOUND}, 2, id="workbook-of-another-ending"),
        pytest.param({"keluarga.xlsx": CSV}, 1, id="csv-named-xlsx"),
    ],
)
def test_a_file_is_known_by_its_content(names: dict[str, bytes], stated: int) -> None:
    assert checked_batch(names).pending == stated


def _receive(**given: bytes) -> None:
    services.receive_batch(
        by=User.objects.system(),
        list_name="P3KE 2023",
        region_code="64.08",
        incoming=[services.Incoming(f"{name}.csv", io.BytesIO(content)) for name, content in given.items()],
    )


def _nothing_received() -> bool:
    tables = (Batch, BatchFile, IncomingList, StoredFile, Job)
    kept = [path for path in (settings.DATA / "files").rglob("*") if path.is_file()]
    return not any(table.objects.exists() for table in tables) and not kept


@pytest.fixture
def own_data(settings: Any, tmp_path: Path) -> None:
    """A data folder of this test alone, with the keys of all."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "keys").symlink_to(settings.DATA / "keys")
    settings.DATA = folder


@pytest.mark.usefixtures("own_data")
def test_the_same_file_twice_in_one_upload_is_refused() -> None:
    with pytest.raises(services.ReceiptRefused, match=r"satu\.csv dan dua\.csv isinya sama persis"):
        _receive(satu=CSV, dua=CSV)

    assert _nothing_received()


@pytest.mark.usefixtures("own_data")
def test_an_empty_file_is_refused_by_name() -> None:
    with pytest.raises(services.ReceiptRefused, match=r"dua\.csv kosong"):
        _receive(satu=CSV, dua=b"")

    assert _nothing_received()


@pytest.mark.usefixtures("own_data")
def test_a_file_over_the_limit_is_refused(settings: Any) -> None:
    settings.TEPAT_MAX_UPLOAD = 1024 * 1024

    with pytest.raises(files.FileTooLarge, match="batas 1 MB"):
        _receive(satu=CSV, dua=bytes(1024 * 1024 + 1))

    assert _nothing_received()


@pytest.mark.usefixtures("own_data")
def test_the_same_file_in_a_later_upload_is_received() -> None:
    _receive(satu=CSV)
    _receive(satu=CSV)

    assert Batch.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"list_name": "  "}, "Nama daftar belum diisi", id="no-name"),
        pytest.param({"list_name": "P" * 101}, "terlalu panjang", id="long-name"),
        pytest.param({"region_code": "64.99"}, "64.99 tidak dikenal", id="unknown-region"),
        pytest.param({"incoming": []}, "Belum ada berkas", id="no-file"),
    ],
)
def test_what_cannot_be_received_says_what_to_do(given: dict[str, object], words: str) -> None:
    whole = {
        "list_name": "P3KE 2023",
        "region_code": "64.08",
        "incoming": [services.Incoming("satu.csv", io.BytesIO(CSV))],
    }

    with pytest.raises(services.ReceiptRefused, match=words):
        services.receive_batch(by=User.objects.system(), **{**whole, **given})  # type: ignore[arg-type]

    assert not Batch.objects.exists()


def test_two_sheets_of_one_workbook_are_both_read() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for layout, row in ((FAMILY_LAYOUT, family(1)), (PERSON_LAYOUT, head(1))):
            sheet = book.add_worksheet(layout[-8:])
            for column, (name, header) in enumerate(headers(layout).items()):
                sheet.write_string(0, column, header)
                sheet.write_string(1, column, row.get(name, ""))

    batch = checked_batch({"keduanya.xlsx": buffer.getvalue()})

    assert (batch.rows_in, batch.families, batch.persons) == (2, 1, 1)
