"""Files are kept sealed, once a content, and nothing is left of what could not be kept."""

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tepat.platform import crypto, files
from tepat.platform.audit.models import AuditEvent
from tepat.platform.files import reading
from tepat.platform.files.models import StoredFile
from tepat.platform.files.spill import Spill

MEBIBYTE = 1024 * 1024
PLAIN = b"NIK;Nama\n9908014501900001;Sulastri Kembangarum\n" * 50_000
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test's own, beside the keys."""
    keys = settings.DATA / "keys"
    settings.DATA = tmp_path
    (tmp_path / "keys").symlink_to(keys)
    return tmp_path


def kept_files(data: Path) -> list[Path]:
    folders = [data / "files", data / "spill"]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def store(content: bytes = PLAIN, name: str = "keluarga.csv", key: Any = None) -> StoredFile:
    key = key or crypto.data_key("source:1")
    with files.arrive(stream=io.BytesIO(content), name=name, data_key=key) as arrival:
        return files.store(by=None, arrival=arrival, region="64.08")


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file may grow beyond `size`: the same trouble as a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_kept_file_comes_back_as_it_was_and_is_sealed_on_the_disk(data: Path) -> None:
    stored = store()

    with files.open_plain(stored) as plain:
        assert plain.read() == PLAIN
    (path,) = kept_files(data)
    assert path == data / stored.path
    assert b"Sulastri" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert (stored.size, stored.name) == (len(PLAIN), "keluarga.csv")


def test_keeping_a_file_is_on_the_trail_without_its_name(data: Path) -> None:
    store(name="Sulastri.csv")

    event = AuditEvent.objects.get(action="file.stored")
    assert event.detail == {"size": len(PLAIN)}


def test_the_same_content_under_one_key_is_kept_once(data: Path) -> None:
    assert store().id == store(name="salinan.csv").id
    assert len(kept_files(data)) == 1


def test_the_same_content_of_two_lists_is_kept_twice_so_that_one_can_be_erased(data: Path) -> None:
    one, other = store(), store(key=crypto.data_key("source:2"))

    assert one.path != other.path
    assert len(kept_files(data)) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Unduhan\\data p3ke.xlsx", "data p3ke.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.csv", "ab.csv"),
        ("", "berkas"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_names_are_kept_without_folders_or_control_characters(given: str, kept: str) -> None:
    assert store(name=given).name == kept


def test_a_file_over_the_limit_is_refused_with_the_limit_and_nothing_is_left(
    data: Path, settings: Any
) -> None:
    settings.TEPAT_MAX_UPLOAD = 2 * MEBIBYTE

    with pytest.raises(files.FileTooLarge, match="batas 2 MB"):
        store(b"x" * (2 * MEBIBYTE + 1))

    assert kept_files(data) == []
    assert store(b"x" * 2 * MEBIBYTE).size == 2 * MEBIBYTE


def test_a_full_disk_is_said_plainly_and_nothing_is_left(data: Path) -> None:
    key = crypto.data_key("source:1")
    with full_disk(MEBIBYTE // 2), pytest.raises(files.StorageFull, match="Tidak ada ruang"):
        store(os.urandom(3 * MEBIBYTE), key=key)

    assert kept_files(data) == []
    assert not StoredFile.objects.exists()


def test_a_transaction_that_fails_afterwards_leaves_no_file(data: Path) -> None:
    key = crypto.data_key("source:1")
    seen = []

    def store_and_fail() -> None:
        with transaction.atomic():
            store(key=key)
            seen.extend(kept_files(data))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        store_and_fail()

    assert len(seen) == 1
    assert kept_files(data) == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_succeeds_keeps_the_file(data: Path) -> None:
    with transaction.atomic():
        stored = store()

    assert kept_files(data) == [data / stored.path]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-1], id="cut-by-a-byte"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut-in-half"),
        pytest.param(lambda content: b"", id="emptied"),
        pytest.param(lambda content: content[:100] + b"\x00" + content[101:], id="one-byte-changed"),
        pytest.param(lambda content: content + b"x", id="one-byte-more"),
    ],
)
def test_a_file_altered_on_the_disk_is_refused(data: Path, damage: Any) -> None:
    stored = store()
    path = data / stored.path
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(crypto.SealBroken, match="Pulihkan"), files.plain_copy(stored):
        pass


def test_a_file_that_is_gone_says_so(data: Path) -> None:
    stored = store()
    (data / stored.path).unlink()

    with pytest.raises(files.FileLost, match=r"keluarga\.csv tidak ada lagi"):
        files.open_plain(stored)


def test_a_plain_copy_can_be_opened_by_its_path_and_touches_no_disk(data: Path) -> None:
    stored = store()

    with files.plain_copy(stored) as path:
        assert path.read_bytes() == PLAIN
        assert path.read_bytes() == PLAIN, "a second reader starts at the beginning"
        assert kept_files(data) == [data / stored.path]

    assert not path.exists()


def test_the_sweep_takes_what_was_forgotten_and_no_kept_file(data: Path) -> None:
    stored = store()
    for folder, name in (("spill", "lama"), ("files", "0189.new"), ("spill", "baru")):
        (data / folder).mkdir(exist_ok=True)
        (data / folder / name).write_bytes(b"x")
        if name != "baru":
            os.utime(data / folder / name, (0, 0))
    os.utime(data / stored.path, (0, 0))

    removed = reading.sweep_spill()

    assert removed == 2
    assert set(kept_files(data)) == {data / stored.path, data / "spill" / "baru"}


def test_spilled_values_come_back_by_their_place_and_leave_nothing(data: Path) -> None:
    values = [b"", b"a", bytes(70_000), b"akhir"]

    with Spill() as spill:
        spill.add(values[:2])
        first = spill.taken(0, 2)
        spill.add(values[2:])
        again = [spill.taken(place, count) for place, count in ((0, 4), (1, 2), (3, 1), (4, 0))]
        held = len(spill)

    assert first == values[:2]
    assert again == [values, values[1:3], values[3:], []]
    assert held == 4
    assert not kept_files(data)
