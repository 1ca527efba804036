"""A disk without room: a sentence, and nothing left behind."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tepat.intake import services
from tepat.intake.models import Batch
from tepat.platform.accounts.models import User
from tepat.platform.files import StorageFull
from tepat.platform.files.models import StoredFile
from tests.factories.batches import checked_batch
from tests.factories.lists import family, files
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

# More than the test's own database needs, less than the file that is sent.
ROOM = 24 * 1024 * 1024
SENT = ROOM + 4 * 1024 * 1024


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size`: the kernel refuses as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class _Zeros:
    """A file of zeros that takes no room itself."""

    def __init__(self, size: int) -> None:
        self._size = self._left = size

    def seek(self, offset: int) -> int:
        self._left = self._size - offset
        return offset

    def read(self, size: int = -1) -> bytes:
        piece = bytes(min(size, self._left))
        self._left -= len(piece)
        return piece


def _kept() -> set[Path]:
    return {path for path in settings.DATA.rglob("*") if path.is_file() and "sqlite" not in path.name}


def test_the_kernel_really_refuses(tmp_path: Path) -> None:
    with _room_for(1024), (tmp_path / "x").open("wb") as file:
        os.write(file.fileno(), bytes(1024))
        with pytest.raises(OSError, match="File too large"):
            os.write(file.fileno(), bytes(1))


def test_a_file_without_room_is_refused_and_nothing_of_it_is_left() -> None:
    before = _kept()

    with _room_for(ROOM), pytest.raises(StorageFull, match="Tidak ada ruang di disk"):
        services.receive_batch(
            by=User.objects.system(),
            list_name="P3KE 2023",
            region_code="64.08",
            incoming=[services.Incoming("besar.csv", _Zeros(SENT))],  # type: ignore[arg-type]
        )

    assert _kept() == before
    assert not Batch.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_download_that_finds_no_room_is_told_plainly() -> None:
    batch = checked_batch(files([family(1)]))
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    with _room_for(1):
        answer = client.get(f"/masuk/{batch.id}/temuan/unduh/csv/")

    assert answer.status_code == 507
    assert "Disk server penuh" in answer.content.decode()


def test_the_page_says_so_and_keeps_the_lists_name() -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    before = _kept()
    sent = SimpleUploadedFile("besar.csv", bytes(SENT))

    with _room_for(ROOM):
        answer = client.post(
            "/masuk/baru/", {"list_name": "P3KE susulan", "region": "64.08", "files": [sent]}
        )

    assert answer.status_code == 422
    assert "Tidak ada ruang di disk" in answer.content.decode()
    assert "P3KE susulan" in answer.content.decode()
    assert _kept() == before
    assert not Batch.objects.exists()
