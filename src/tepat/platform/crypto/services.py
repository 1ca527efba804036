"""Writes to keys that are acts of a person."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from tepat.platform import audit

from .models import DataKey


@transaction.atomic
def destroy_data_key(*, by: Any, data_key: DataKey, region: str) -> None:
    """Erase everything sealed under a key, for good: this is how a list is deleted."""
    DataKey.objects.filter(id=data_key.id).update(wrapped=b"", destroyed_at=timezone.now())
    audit.record(by=by, action="data_key.destroyed", region=region, subject=("data_key", data_key.id))
