"""Opening a kept file again."""

import io
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from tepat.engine.sentences import Sentence
from tepat.platform import crypto

from .frames import FRAME, FrameReader
from .models import StoredFile
from .refusals import file_erased, file_lost, no_room, storage_full

_STALE_SECONDS = 24 * 3600


def open_plain(stored: StoredFile) -> io.BufferedReader:
    """The plain content as a binary file that can be read and sought.

    Raises FileErased, FileLost, and crypto.SealBroken: here when the length is not what was kept, else while reading.
    """
    if stored.data_key.erased:
        raise file_erased(stored.name)
    try:
        source = (settings.DATA / stored.path).open("rb")
    except OSError:
        raise file_lost(stored.name) from None
    reader = FrameReader(source, stored.id.hex, crypto.sealer(stored.data_key))
    if reader.size != stored.size:
        reader.close()
        raise crypto.SealBroken(
            Sentence(
                "Berkas {name} di penyimpanan terpotong atau berubah. Pulihkan folder files dari cadangan.",
                {"name": stored.name},
            )
        )
    return io.BufferedReader(reader, buffer_size=FRAME)


@contextmanager
def plain_copy(stored: StoredFile) -> Iterator[Path]:
    """A plain copy for readers that need a path, gone afterwards, also after a kill.

    On Linux it lives in memory and never touches a disk. Elsewhere it is a file of the spill folder that we
    alone may read. Raises FileErased, FileLost, StorageFull and crypto.SealBroken.
    """
    with open_plain(stored) as plain:
        if hasattr(os, "memfd_create"):
            copy: IO[bytes] = os.fdopen(os.memfd_create("tepat-plain-copy"), "w+b")
            path = Path(f"/proc/{os.getpid()}/fd/{copy.fileno()}")
        else:
            copy = tempfile.NamedTemporaryFile(dir=spill_folder())  # noqa: SIM115 - closed below
            path = Path(copy.name)
        with copy:
            try:
                shutil.copyfileobj(plain, copy, FRAME)
                copy.flush()
            except OSError as trouble:
                if no_room(trouble):
                    raise storage_full() from None
                raise
            yield path


def spill_folder() -> Path:
    """Where what is on its way in or out waits for a moment, sealed or ours alone to read."""
    folder: Path = settings.DATA / "spill"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def sweep_spill() -> int:
    """Remove what killed processes left on its way, and return how many; called when a worker starts.

    A day old is old enough: nothing waits that long. Kept files are never touched.
    """
    oldest, removed = time.time() - _STALE_SECONDS, 0
    waiting = [*(settings.DATA / "spill").glob("*"), *(settings.DATA / "files").glob("*.new")]
    for path in waiting:
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
