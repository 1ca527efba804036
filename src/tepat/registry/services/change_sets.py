"""Opening a source, and beginning and publishing a change set."""

from django.db import transaction
from django.utils import timezone

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import ChangeSet, Source


@transaction.atomic
def open_source(*, by: User, source: Source) -> Source:
    """Keep a source made by Source.new, with its data key."""
    source.created_by = by
    source.data_key.save(force_insert=True)
    source.save(force_insert=True)
    audit.record(
        by=by,
        action="source.opened",
        region=source.region_code,
        subject=("source", source.id),
        detail={"kind": source.kind, "name": source.name},
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
