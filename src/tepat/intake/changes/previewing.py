"""What a batch would change if it were accepted now: by the very comparison that acceptance makes, without its writing.

Families go through in steps, each its own few queries; only the counts are kept. Acceptance sees in a step what the
steps before it wrote. That matters where a list tells of one person in several families, so these go together.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Q, QuerySet

from tepat.intake.models import Batch, BatchRow, ChangePreview, Departure, ListChange, TargetList
from tepat.intake.services.deciding import families_opened, next_families
from tepat.platform.database.several import Several
from tepat.registry.models import ChangeSet, FamilyHold
from tepat.registry.services import StagedFamily
from tepat.registry.services.list_rows import compare_list_rows

from .noting import entries_not_named, told_changes
from .queries import Counts

FAMILIES_A_STEP = 300
TOGETHER = 3_000  # families that share people looked at in one step, so that memory stays bounded


def compared(batch: Batch, before: TargetList, size: int = FAMILIES_A_STEP) -> Iterator[tuple[int, Counts]]:
    """How many rows each step looked at, and the changes that they would make; the last tells who is not named."""
    for families in _steps(batch, size):
        applied = compare_list_rows(scheme=batch.scheme, region_code=batch.region_code, families=families)
        told = told_changes(before, applied)
        rows = sum(len(staged.rows) + len(staged.people) for staged in families)
        yield rows, Counts((applied.places[family], str(kind)) for family, kind in told)
    not_named = entries_not_named(batch, before).order_by().values_list("family__region_code")
    yield 0, Counts({(code, str(ListChange.Kind.LEFT)): n for code, n in not_named.annotate(n=Count("id"))})


def _steps(batch: Batch, size: int) -> Iterator[Sequence[StagedFamily]]:
    pending = BatchRow.objects.filter(batch=batch, state=BatchRow.State.PENDING)
    shared = _families_that_share_people(pending)
    apart, after = set(shared), ""
    while families := next_families(batch, size, after):
        after = families[-1].key
        yield [staged for staged in families if staged.key not in apart]
    for at in range(0, len(shared), TOGETHER):
        some = shared[at : at + TOGETHER]
        yield families_opened(batch, some, pending.filter(family_key__in=Several(some)))


def _families_that_share_people(pending: QuerySet[BatchRow]) -> list[str]:
    """Keys of families that name a person whom another family of the batch names as well, in order."""
    people = pending.filter(subject="person").exclude(person_key="")
    told_twice = people.order_by().values("person_key").annotate(homes=Count("family_key", distinct=True))
    twice = told_twice.filter(homes__gt=1).values_list("person_key", flat=True)
    named = people.filter(person_key__in=Several(twice))
    return list(named.order_by("family_key").values_list("family_key", flat=True).distinct())


def is_stale(batch: Batch, preview: ChangePreview) -> bool:
    """Whether the registry, the batch's rows or the answers to questions changed since it was counted."""
    since = preview.begun_at
    sets = ChangeSet.objects.filter(region_code__startswith=batch.region_code[:5])
    return (
        sets.filter(Q(begun_at__gt=since) | Q(published_at__gt=since) | Q(published_at=None)).exists()
        or batch.corrections.filter(at__gt=since).exists()
        or Departure.objects.filter(target_list__region_code=batch.region_code, at__gt=since).exists()
        or FamilyHold.objects.filter(
            Q(placed_at__gt=since) | Q(lifted_at__gt=since),
            family__region_code__startswith=batch.region_code[:5],
        ).exists()
    )
