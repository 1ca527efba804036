"""Reading batches of the regions a user may see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Count,
    QuerySet,
)

from tepat.intake.models import Batch, BatchFile, BatchSheet, UnknownTable
from tepat.intake.transitions import UNDERWAY, batch_link
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of
from tepat.platform.jobs import queries as jobs

PAGE = 50


def batches_for(user: User) -> QuerySet[Batch]:
    """Batches of the regencies in the user's scope, newest first."""
    scope = scope_of(user, Permission.BATCH_VIEW)
    return Batch.objects.filter(scope.q()).select_related("list", "created_by", "decided_by").order_by("-id")


def files_known_before(batch: Batch, files: Iterable[BatchFile]) -> list[tuple[str, Batch]]:
    """Those of the batch's files that came in a batch of the regency before: (name, that batch). By content.

    The newest batch before is named; refused ones too, since the officer who refused it wants to know.
    """
    ours = {file.stored.sha256: file.stored.name for file in files}
    before = (
        BatchFile.objects.filter(
            stored__sha256__in=ours, batch__region_code=batch.region_code, batch__id__lt=batch.id
        )
        .select_related("stored", "batch__list")
        .order_by("batch_id")
    )
    newest = {file.stored.sha256: file.batch for file in before}
    return [(ours[sha256], earlier) for sha256, earlier in newest.items()]


def has_unknown_tables(batch: Batch) -> bool:
    """Whether naming columns could make the batch readable."""
    return UnknownTable.objects.filter(file__batch=batch).exists()


def batch_states(user: User) -> dict[str, int]:
    """How many of those batches are in each state, in the order a batch goes through them."""
    counted = batches_for(user).order_by().values_list("state").annotate(n=Count("id"))
    found = dict(counted)
    return {state: found[state] for state in Batch.State.values if state in found}


def stopped_batches(user: User) -> list[Batch]:
    """Batches whose reading or acceptance was begun and on which no job works any more."""
    underway = list(batches_for(user).filter(state__in=UNDERWAY))
    worked = jobs.worked_links(batch_link(batch) for batch in underway)
    return [batch for batch in underway if batch_link(batch) not in worked]


def layouts_of(batch: Batch) -> list[str]:
    """The layouts that the batch's sheets were recognised as."""
    sheets = BatchSheet.objects.filter(file__batch=batch).exclude(layout="").order_by("id")
    return list(dict.fromkeys(sheets.values_list("layout", flat=True)))


def counts_of(batch: Batch) -> dict[str, Any]:
    """The batch's account: what `tepat import --json` prints of it."""
    names = ("rows_in", "pending", "accepted", "held", "refused", "withdrawn", "families", "persons")
    found = batch.findings.values("check_id").annotate(n=Count("id")).order_by("check_id")
    return {
        "batch": str(batch.id),
        **{name: getattr(batch, name) for name in names},
        "findings": {row["check_id"]: row["n"] for row in found},
    }
