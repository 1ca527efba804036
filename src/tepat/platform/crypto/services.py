"""Writes to keys that are acts of a person."""

import contextlib
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tepat.platform import audit

from .data_keys import forget_unwrapped
from .models import DataKey


@transaction.atomic
def destroy_data_key(*, by: Any, data_key: DataKey, region: str) -> DataKey:
    """Erase everything sealed under a key, for good: this is how a list is deleted. Once is enough.

    What other processes hold unwrapped is refused by them as soon as they read the key's row again.
    """
    key = DataKey.objects.select_for_update().get(id=data_key.id)
    if key.destroyed_at is None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")
        key.wrapped, key.old_wrapped, key.destroyed_at = b"", b"", timezone.now()
        key.save(update_fields=["wrapped", "old_wrapped", "destroyed_at"])
        audit.record(by=by, action="data_key.destroyed", region=region, subject=("data_key", key.id))
        transaction.on_commit(forget_unwrapped)
        transaction.on_commit(_scrub)
    return key


def _scrub() -> None:
    """Let the database overwrite the old row too, as far as it can at once; later work does the rest."""
    statement = (
        "PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "VACUUM crypto_datakey"
    )
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)
