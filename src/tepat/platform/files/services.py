"""Keeping a file."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from tepat.platform import audit, crypto
from tepat.platform.crypto.models import DataKey

from .arriving import Arrival
from .models import StoredFile
from .refusals import no_room, storage_full


@transaction.atomic
def store(*, by: Any, arrival: Arrival, region: str) -> StoredFile:
    """Keep a file that has arrived; content already kept under its key is kept once.

    Raises StorageFull with nothing left behind, also when the caller's transaction fails afterwards.
    """
    known = StoredFile.objects.filter(data_key=arrival.data_key, sha256=arrival.sha256).first()
    if known is not None:
        return known
    address = crypto.hmac_of("files", f"{arrival.data_key.id.hex}:{arrival.sha256}".encode()).hex()
    path = f"files/{address[:2]}/{address}"
    stored = StoredFile.objects.create(
        id=arrival.id,
        name=_plain_name(arrival.name),
        sha256=arrival.sha256,
        size=arrival.size,
        data_key=arrival.data_key,
        path=path,
        created_by=by or get_user_model().objects.system(),
    )
    audit.record(
        by=by,
        action="file.stored",
        region=region,
        subject=("file", stored.id),
        detail={"size": arrival.size},
    )
    try:
        _put_in_place(arrival.path, settings.DATA / path)
    except OSError as trouble:
        if no_room(trouble):
            raise storage_full() from None
        raise
    transaction.on_commit(_UnlessCommitted(settings.DATA / path))
    return stored


@transaction.atomic
def erase_files(*, by: Any, data_key: DataKey, region: str) -> int:
    """Remove the files sealed under a key that was destroyed, and return how many; what they were called stays.

    At once and not with the commit: nobody can open them any more, and what is cut off here is done again.
    """
    assert data_key.erased, "files are erased with their key"
    stored = StoredFile.objects.filter(data_key=data_key)
    paths = list(stored.values_list("path", flat=True))
    audit.record(
        by=by,
        action="file.erased",
        region=region,
        subject=("data_key", data_key.id),
        detail={"files": len(paths)},
    )
    for path in paths:
        (settings.DATA / path).unlink(missing_ok=True)
    return len(paths)


def _plain_name(name: str) -> str:
    """What the giver called it: no folders, no control characters, at most 200 letters with its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-200:] or "berkas"


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
