"""Keeping a file."""

import os
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from tepat.platform import audit, crypto
from tepat.platform.database.ids import uuid7

from .frames import write_sealed
from .models import StoredFile

if TYPE_CHECKING:
    from tepat.platform.crypto.models import DataKey


@transaction.atomic
def store(*, by: Any, stream: IO[bytes], name: str, data_key: "DataKey", region: str) -> StoredFile:
    """Seal a file and keep it; content already kept under this key is kept once.

    Raises FileTooLarge and StorageFull, with nothing left behind, also when the transaction fails afterwards.
    """
    file_id = uuid7()
    arriving = settings.DATA / "files" / f"{file_id.hex}.new"
    sha256, size = write_sealed(
        stream, arriving, file_id.hex, crypto.sealer(data_key), settings.TEPAT_MAX_UPLOAD
    )
    try:
        known = StoredFile.objects.filter(data_key=data_key, sha256=sha256).first()
        if known is not None:
            arriving.unlink()
            return known
        address = crypto.hmac_of("files", f"{data_key.id.hex}:{sha256}".encode()).hex()
        path = f"files/{address[:2]}/{address}"
        stored = StoredFile.objects.create(
            id=file_id,
            name=name[-200:],
            sha256=sha256,
            size=size,
            data_key=data_key,
            path=path,
            created_by=by,
        )
        audit.record(
            by=by, action="file.stored", region=region, subject=("file", stored.id), detail={"size": size}
        )
        (settings.DATA / path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(arriving, settings.DATA / path)
    except BaseException:
        arriving.unlink(missing_ok=True)
        raise
    return stored
