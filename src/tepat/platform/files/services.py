"""Keeping a file."""

import os
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from tepat.platform import audit, crypto
from tepat.platform.database.ids import uuid7

from .frames import FRAME, FrameWriter, Seals
from .models import StoredFile
from .refusals import no_room, storage_full, too_large

if TYPE_CHECKING:
    from tepat.platform.crypto.models import DataKey


@transaction.atomic
def store(*, by: Any, stream: IO[bytes], name: str, data_key: "DataKey", region: str) -> StoredFile:
    """Seal a file and keep it; content already kept under this key is kept once.

    Raises FileTooLarge, StorageFull and UploadCut with nothing left behind, also when the caller's
    transaction fails afterwards.
    """
    file_id = uuid7()
    arriving = settings.DATA / "files" / f"{file_id.hex}.new"
    try:
        digest, size = _seal_into(arriving, stream, file_id.hex, crypto.sealer(data_key))
        known = StoredFile.objects.filter(data_key=data_key, sha256=digest).first()
        if known is not None:
            return known
        address = crypto.hmac_of("files", f"{data_key.id.hex}:{digest}".encode()).hex()
        path = f"files/{address[:2]}/{address}"
        stored = StoredFile.objects.create(
            id=file_id,
            name=_plain_name(name),
            sha256=digest,
            size=size,
            data_key=data_key,
            path=path,
            created_by=by or get_user_model().objects.system(),
        )
        audit.record(
            by=by, action="file.stored", region=region, subject=("file", stored.id), detail={"size": size}
        )
        _put_in_place(arriving, settings.DATA / path)
        transaction.on_commit(_UnlessCommitted(settings.DATA / path))
    except OSError as trouble:
        if no_room(trouble):
            raise storage_full() from None
        raise
    finally:
        arriving.unlink(missing_ok=True)
    return stored


def _plain_name(name: str) -> str:
    """What the giver called it: no folders, no control characters, at most 200 letters with its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-200:] or "berkas"


def _seal_into(target: Path, stream: IO[bytes], file_id: str, sealer: Seals) -> tuple[str, int]:
    """Write the sealed file, durable on return; SHA-256 and size of its plain content."""
    digest, size = sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        writer = FrameWriter(file, file_id, sealer)
        while piece := stream.read(FRAME):
            size += len(piece)
            if size > settings.TEPAT_MAX_UPLOAD:
                raise too_large()
            digest.update(piece)
            writer.write(piece)
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _put_in_place(arriving: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(arriving, target)
    for folder in (target.parent, target.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class _UnlessCommitted:
    """Removes a file again when the transaction that speaks of it is rolled back.

    Django tells of a commit and not of a rollback: then it forgets what waited for the commit. So being
    forgotten uncalled is the news. When the connection broke, whether the commit was done is not known, and
    the file stays: sealed bytes too many harm nobody, a row without its file would.
    """

    def __init__(self, path: Path) -> None:
        self._path: Path | None = path
        self._process = os.getpid()
        self._connection = connection.connection

    def __call__(self) -> None:
        self._path = None

    def __del__(self) -> None:
        broken = getattr(self._connection, "closed", False)
        if self._path is not None and self._process == os.getpid() and not broken:
            self._path.unlink(missing_ok=True)
