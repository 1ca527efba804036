"""A ZIP archive of tables is a batch of its files; nothing is opened that could lead elsewhere."""

import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tepat.intake import services
from tepat.intake.models import Batch
from tepat.platform.accounts.models import User
from tests.factories.batches import checked_batch
from tests.factories.files import FAMILY_LAYOUT, PERSON_LAYOUT, csv_bytes, xlsx
from tests.factories.lists import family, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

FAMILIES = xlsx(FAMILY_LAYOUT, [family(1), family(2)])
PERSONS = csv_bytes(PERSON_LAYOUT, [head(1), head(2)])


def zipped(names: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refused(content: bytes, name: str = "arsip.zip") -> str:
    with pytest.raises(services.ReceiptRefused) as caught:
        services.receive_batch(
            by=User.objects.system(),
            list_name="P3KE 2023",
            region_code="64.08",
            incoming=[services.Incoming(name, io.BytesIO(content))],
        )
    assert not Batch.objects.exists()
    return str(caught.value)


def test_each_table_of_an_archive_is_a_file_of_the_batch() -> None:
    batch = checked_batch({"arsip.zip": zipped({"keluarga.xlsx": FAMILIES, "data/individu.csv": PERSONS})})

    assert (batch.state, batch.rows_in, batch.families, batch.persons) == ("checked", 4, 2, 2)
    assert [file.stored.name for file in batch.files.select_related("stored")] == [
        "arsip.zip › keluarga.xlsx",
        "arsip.zip › data › individu.csv",
    ]


def test_link_in_an_archive_is_not_followed_and_told_of(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("individu.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "arsip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("keluarga.xlsx", FAMILIES)

    batch = checked_batch({"arsip.zip": path.read_bytes()})

    assert (batch.state, batch.rows_in, batch.files.count()) == ("checked", 2, 1)
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna"))
    assert (
        "«arsip.zip › individu.csv» tidak dibaca: isinya pintasan"
        in client.get(f"/masuk/{batch.id}/").content.decode()
    )


def test_an_archive_and_a_file_beside_it_are_one_batch() -> None:
    batch = checked_batch({"arsip.zip": zipped({"keluarga.xlsx": FAMILIES}), "individu.csv": PERSONS})

    assert (batch.rows_in, batch.files.count()) == (4, 2)


def test_what_is_no_table_is_left_out_and_told_of() -> None:
    letter = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<w/>"})
    names = {
        "keluarga.xlsx": FAMILIES,
        "surat.pdf": b"%PDF-1.7 surat",
        "pengantar.docx": letter,
        "__MACOSX/._keluarga.xlsx": b"\x00\x05\x16\x07",
        "~$keluarga.xlsx": b"\x05user",
        "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    }
    batch = checked_batch({"arsip.zip": zipped(names)})
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna"))

    page = client.get(f"/masuk/{batch.id}/").content.decode()

    assert (batch.rows_in, batch.files.count()) == (2, 1)
    assert "«arsip.zip › surat.pdf» tidak dibaca: isinya dokumen PDF" in page
    assert "«arsip.zip › pengantar.docx» tidak dibaca: isinya dokumen Word" in page
    assert "MACOSX" not in page


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path, settings: Any) -> None:
    names = {
        "../../../keluarga.xlsx": FAMILIES,
        "/etc/individu.csv": PERSONS,
        "C:\\data\\lain.csv": PERSONS[:-2],
    }

    batch = checked_batch({"arsip.zip": zipped(names)})

    assert [file.stored.name for file in batch.files.select_related("stored")] == [
        "arsip.zip › keluarga.xlsx",
        "arsip.zip › etc › individu.csv",
        "arsip.zip › C: › data › lain.csv",
    ]
    assert not (settings.DATA.parent / "keluarga.xlsx").exists()


def test_a_table_in_an_archive_that_cannot_be_read_is_named() -> None:
    batch = checked_batch({"arsip.zip": zipped({"keluarga.xlsx": FAMILIES[: len(FAMILIES) // 2]})})

    assert batch.state == "unreadable"
    assert "«arsip.zip › keluarga.xlsx» terpotong" in str(batch.trouble)


def _encrypted() -> bytes:
    """As far as the flag says: zipfile itself does not encrypt."""
    content = bytearray(zipped({"keluarga.xlsx": FAMILIES}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= 1
    return bytes(content)


def _with_wrong_bytes() -> bytes:
    content = bytearray(zipped({"individu.csv": PERSONS}))
    at = content.index(b"individu.csv") + 60
    content[at : at + 40] = bytes(40)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(zipped({}), "tidak berisi satu pun lembar kerja", id="empty"),
        pytest.param(zipped({"surat.pdf": b"%PDF-1.7"}), "tidak berisi satu pun lembar kerja", id="no-table"),
        pytest.param(zipped({"lagi.zip": zipped({"a.csv": PERSONS})}), "arsip di dalam arsip", id="nested"),
        pytest.param(zipped({"kosong.zip": zipped({})}), "tidak berisi satu pun", id="nested-empty"),
        pytest.param(_encrypted(), "kata sandi", id="encrypted"),
        pytest.param(_with_wrong_bytes(), "arsip itu rusak", id="broken"),
        pytest.param(zipped({f"{n}.csv": b"a" for n in range(201)}), "batasnya 200 berkas", id="crowded"),
        pytest.param(zipped({"bom.csv": bytes(120_000_000)}), "lebih dari 300 kali lipat", id="bomb"),
        pytest.param(zipped({"a.csv": PERSONS, "b.csv": PERSONS}), "isinya sama persis", id="twice"),
        pytest.param(zipped({"a.csv": b""}), "kosong", id="empty-file"),
    ],
)
def test_an_archive_that_is_refused_says_why_and_leaves_nothing(content: bytes, words: str) -> None:
    said = refused(content)

    assert words in said
    assert "arsip.zip" in said
    assert said.endswith(".")


def test_an_archive_comes_in_through_the_page() -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna"))
    upload = SimpleUploadedFile("arsip.zip", zipped({"keluarga.xlsx": FAMILIES, "individu.csv": PERSONS}))

    answer = client.post("/masuk/baru/", {"list_name": "P3KE", "region": "64.08", "files": upload})

    assert answer.status_code == 302
    assert Batch.objects.get().files.count() == 2
