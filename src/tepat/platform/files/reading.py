"""Opening a kept file again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tepat.platform import crypto
from tepat.platform.database.ids import uuid7_hex

from .frames import read_sealed
from .models import StoredFile


def open_plain(stored: StoredFile) -> Iterator[bytes]:
    """The plain content in pieces of at most a mebibyte. Raises crypto.SealBroken."""
    yield from read_sealed(settings.DATA / stored.path, stored.id.hex, crypto.sealer(stored.data_key))


@contextmanager
def plain_copy(stored: StoredFile) -> Iterator[Path]:
    """A plain copy for readers that need a path: in the spill folder, readable by us alone, gone afterwards."""
    folder = settings.DATA / "spill"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{os.getpid()}-{uuid7_hex()}"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in open_plain(stored):
                file.write(piece)
        yield path
    finally:
        path.unlink(missing_ok=True)


def sweep_spill() -> int:
    """Remove copies that a killed process left, and return how many; called when a worker starts."""
    removed = 0
    for path in (settings.DATA / "spill").glob("*-*"):
        owner = path.name.partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
