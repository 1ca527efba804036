"""Opening a source, and beginning and publishing a change set."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from tepat.platform import audit, crypto
from tepat.platform.accounts.models import User
from tepat.registry.models import ChangeSet, Source


@transaction.atomic
def open_source(*, by: User, kind: str, name: str, region_code: str, as_of: date | None = None) -> Source:
    """A new source with a data key of its own."""
    source = Source(kind=kind, name=name, region_code=region_code, as_of=as_of, created_by=by)
    source.data_key = crypto.create_data_key(f"source:{source.id}")
    source.save()
    audit.record(
        by=by,
        action="source.opened",
        region=region_code,
        subject=("source", source.id),
        detail={"kind": kind, "name": name},
    )
    return source


@transaction.atomic
def begin_change_set(
    *, by: User, kind: str, region_code: str, source: Source | None, total: int
) -> ChangeSet:
    """A change set of `total` rows, none of them done."""
    change_set = ChangeSet.objects.create(
        kind=kind, region_code=region_code, source=source, by=by, total=total
    )
    audit.record(
        by=by,
        action="change_set.begun",
        region=region_code,
        subject=("change_set", change_set.id),
        detail={"kind": kind, "total": total},
    )
    return change_set


@transaction.atomic
def publish_change_set(*, by: User, change_set: ChangeSet) -> None:
    """Say that the change set is whole. Raises IntegrityError while rows are missing."""
    change_set.published_at = timezone.now()
    change_set.save(update_fields=["published_at"])
    audit.record(
        by=by,
        action="change_set.published",
        region=change_set.region_code,
        subject=("change_set", change_set.id),
        detail={"total": change_set.total},
    )
