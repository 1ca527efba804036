"""Files on their way in: sealed and durable before any transaction is opened.

Sealing 200 MB takes seconds; a transaction that waited for it would keep all others waiting on SQLite. What
arrived is nobody's yet: services.store makes it a kept file, and what is not kept is gone afterwards.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from tepat.platform import crypto
from tepat.platform.database.ids import uuid7

from .frames import FRAME, FrameWriter, Seals
from .refusals import no_room, storage_full, too_large

if TYPE_CHECKING:
    from tepat.platform.crypto.models import DataKey


@dataclass(frozen=True)
class Arrival:
    """A sealed file that is not kept yet; size and SHA-256 are of its plain content."""

    id: UUID
    name: str
    size: int
    sha256: str
    data_key: "DataKey"
    path: Path


@contextmanager
def arrive(*, stream: IO[bytes], name: str, data_key: "DataKey") -> Iterator[Arrival]:
    """Seal a file, under a key that need not be in the database yet.

    Raises FileTooLarge, StorageFull and UploadCut. Nothing is left of what has not been kept at the end.
    """
    file_id = uuid7()
    path: Path = settings.DATA / "files" / f"{file_id.hex}.new"
    try:
        try:
            digest, size = _seal_into(path, stream, name, file_id.hex, crypto.sealer(data_key))
        except OSError as trouble:
            if no_room(trouble):
                raise storage_full() from None
            raise
        yield Arrival(file_id, name, size, digest, data_key, path)
    finally:
        path.unlink(missing_ok=True)


def _seal_into(target: Path, stream: IO[bytes], name: str, file_id: str, sealer: Seals) -> tuple[str, int]:
    """Write the sealed file, durable on return; SHA-256 and size of its plain content."""
    digest, size = sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        writer = FrameWriter(file, file_id, sealer)
        while piece := stream.read(FRAME):
            size += len(piece)
            if size > settings.TEPAT_MAX_UPLOAD:
                raise too_large(name)
            digest.update(piece)
            writer.write(piece)
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size
