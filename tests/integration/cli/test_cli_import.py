"""tepat import: a list goes in, the JSON says what became of each row, refusals are sentences and exit 2."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tepat.intake import reading
from tepat.intake.models import Batch, BatchRow
from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Family
from tests.factories.files import FAMILY_LAYOUT, csv_bytes, generated_nik
from tests.factories.lists import DUN, PERIAN, child, family, head
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Said, Tepat
from tests.integration.full_database import room_for

pytestmark = pytest.mark.django_db

KEYS = [
    "batch", "rows_in", "pending", "accepted", "held", "refused", "withdrawn", "families", "persons",
    "findings", "seconds",
]  # fmt: skip
LIST = ("--list", "P3KE 2023", "--region", "64.08")
HEADERS = csv_bytes(FAMILY_LAYOUT, [])
NO_KEY = HEADERS.replace(b"ID Keluarga P3KE", b"Catatan") + b"x\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
OnDisk = Callable[..., list[Path]]


def _is_refused(said: Said, words: str) -> None:
    assert said.code == 2
    assert words in " ".join(said.err.split())
    assert "Traceback" not in said.err
    assert not Batch.objects.exclude(state="unreadable").exists()


def test_without_accept_sound_rows_are_pending(tepat: Tepat, on_disk: OnDisk) -> None:
    paths = on_disk(
        [family(1), family(2)], [head(1), head(2, region=PERIAN), child(21, 2, nik=generated_nik(1))]
    )

    said = tepat("import", *paths, *LIST, "--json")

    assert said.code == 0
    assert list(said.json) == KEYS
    assert {name: said.json[name] for name in KEYS[1:9]} == {
        "rows_in": 5, "pending": 4, "accepted": 0, "held": 1, "refused": 0, "withdrawn": 0, "families": 2, "persons": 2,
    }  # fmt: skip
    assert said.json["findings"]["WIL-003"] == 1
    assert said.json["findings"]["NIK-003"] == 2
    assert said.json["batch"] == str(Batch.objects.get().id)
    assert isinstance(said.json["seconds"], float)
    assert not Family.objects.exists()


def test_with_accept_they_are_in_and_held_rows_are_no_fault(tepat: Tepat, on_disk: OnDisk) -> None:
    said = tepat(
        "import", *on_disk([family(1)], [head(1), head(2, region=PERIAN)]), *LIST, "--accept", "--json"
    )

    assert said.code == 0
    assert [said.json[name] for name in ("pending", "accepted", "held")] == [0, 2, 1]
    assert Family.objects.count() == 1


def test_json_stands_alone_on_stdout_and_sentences_on_stderr(tepat: Tepat, on_disk: OnDisk) -> None:
    for_machines = tepat("import", *on_disk([family(1)]), *LIST, "--json")
    for_people = tepat("import", *on_disk([family(1)]), *LIST)

    assert len(for_machines.out.splitlines()) == 1
    assert for_people.out == ""
    assert "1 baris = 1 menunggu + 0 diterima + 0 tertahan + 0 ditolak" in for_people.err


def test_a_list_all_held_is_no_fault_with_accept(tepat: Tepat, on_disk: OnDisk) -> None:
    said = tepat("import", *on_disk([family(1, region=PERIAN)]), *LIST, "--accept", "--json")

    assert (said.code, said.json["held"], said.json["accepted"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("--list", "P3KE", "--region", "64.99"), "64.99 tidak dikenal", id="unknown-region"),
        pytest.param(("--list", "  ", "--region", "64.08"), "Nama daftar belum diisi", id="no-name"),
        pytest.param((*LIST, "--layout", "p3ke_1999"), "'p3ke_1999' tidak dikenal", id="unknown-layout"),
        pytest.param((*LIST, "--as", "tidak.ada"), "tidak.ada", id="unknown-user"),
        pytest.param(("--region", "64.08"), "--list", id="no-list"),
        pytest.param(("--list", "P3KE"), "--region", id="no-region"),
    ],
)
def test_what_is_wrong_with_the_words_is_refused(
    tepat: Tepat, on_disk: OnDisk, words: tuple[str, ...], sentence: str
) -> None:
    _is_refused(tepat("import", *on_disk([family(1)]), *words), sentence)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "tidak ada", id="missing"),
        pytest.param(b"", "kosong", id="empty"),
        pytest.param(b"%PDF-1.7", "dokumen PDF", id="wrong-type"),
        pytest.param(b"nama,alamat\nBudi,RT 1\n", "judul kolom", id="no-header"),
        pytest.param(b"PK\x03\x04" + bytes(200), "rusak", id="corrupt"),
        pytest.param(ENCRYPTED, "kata sandi", id="password-protected"),
        pytest.param(NO_KEY, "ID Keluarga P3KE", id="no-key-column"),
        pytest.param(bytes(2 * 1024 * 1024 + 1), "batas 2 MB", id="over-the-limit"),
    ],
)
def test_a_bad_file_is_refused_by_name(
    tepat: Tepat, on_disk: OnDisk, tmp_path: Path, settings: Any, content: bytes | None, sentence: str
) -> None:
    settings.TEPAT_MAX_UPLOAD = 2 * 1024 * 1024
    bad = tmp_path / "daftar rusak.xlsx"
    if content is not None:
        bad.write_bytes(content)

    said = tepat("import", *on_disk([family(1)]), bad, *LIST, "--accept", "--json")

    _is_refused(said, sentence)
    assert "daftar rusak.xlsx" in said.json["error"]
    assert not Family.objects.exists()


def test_a_folder_is_no_file(tepat: Tepat, tmp_path: Path) -> None:
    _is_refused(tepat("import", tmp_path, *LIST), "tidak dapat dibuka")


@pytest.mark.parametrize(
    ("role", "region"),
    [
        pytest.param("regency_verifier", "64.02", id="of-another-regency"),
        pytest.param("village_officer", DUN, id="of-a-village"),
        pytest.param("auditor", "64.08", id="who-may-only-look"),
        pytest.param("province_observer", "64", id="of-the-province"),
    ],
)
def test_a_user_out_of_scope_is_refused(tepat: Tepat, on_disk: OnDisk, role: str, region: str) -> None:
    user = user_with_role(role, region)

    _is_refused(tepat("import", *on_disk([family(1)]), *LIST, "--as", user.username), "tidak berwenang")


def test_who_acts_stands_in_the_trail(tepat: Tepat, on_disk: OnDisk) -> None:
    officer = user_with_role("regency_verifier", "64.08")

    tepat("import", *on_disk([family(1)]), *LIST, "--accept", "--as", officer.username)
    tepat("import", *on_disk([family(2)]), *LIST)

    received = AuditEvent.objects.filter(action="batch.received").order_by("seq")
    assert received[0].actor == officer
    assert received[1].actor is None or received[1].actor.is_system
    assert Batch.objects.get(state="accepted").decided_by == officer


def test_a_closed_account_acts_no_more(tepat: Tepat, on_disk: OnDisk) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    officer.is_active = False
    officer.save()

    _is_refused(tepat("import", *on_disk([family(1)]), *LIST, "--as", officer.username), officer.username)


def test_a_fault_is_told_without_data_and_exits_1(
    tepat: Tepat, on_disk: OnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something of ours breaks, and quotes a row."""

    def breaks(*_: Any, **__: Any) -> None:
        raise ValueError(f"row {generated_nik(1)}")

    monkeypatch.setattr("tepat.intake.services.receive_batch", breaks)

    said = tepat("import", *on_disk([family(1)]), *LIST)

    assert said.code == 1
    assert "ValueError" in said.err
    assert generated_nik(1) not in said.err


@pytest.mark.django_db(transaction=True)
def test_a_database_without_room_is_a_fault_told_plainly(
    tepat: Tepat, on_disk: OnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STEP", 5)
    paths = on_disk([family(n) for n in range(1, 101)])

    with room_for(kibibytes=100, events=7):
        said = tepat("import", *paths, *LIST, "--json")

    assert said.code == 1
    assert "Disk basis data di server penuh" in said.json["error"]
    assert "tekan Lanjutkan" in said.json["error"]
    batch = Batch.objects.get()
    assert said.json["batch"] == str(batch.id)
    assert batch.rows_in == batch.pending == BatchRow.objects.count()


@pytest.mark.django_db(transaction=True)
def test_no_room_for_the_batch_itself_leaves_none(tepat: Tepat, on_disk: OnDisk) -> None:
    [path] = on_disk([family(1)])
    paths = [path.with_name(f"bagian {n}.csv") for n in range(40)]
    for number, part in enumerate(paths):
        part.write_bytes(path.read_bytes() + b"\r\n" * number)

    with room_for(kibibytes=0, events=0):
        said = tepat("import", *paths, *LIST, "--json")

    assert (said.code, "Disk server penuh" in said.json["error"]) == (1, True)
    assert not Batch.objects.exists()
