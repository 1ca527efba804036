"""Accepting: rows into the registry, once a person has decided it.

Acceptance runs in steps of whole families. Each step is one short transaction that writes the registry, marks
its rows accepted and moves the counts, so that a kill between two steps loses nothing and doubles nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

import orjson
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.intake.changes.noting import note_changes
from tepat.intake.models import Batch, BatchRow, ListEntry, TargetList
from tepat.intake.transitions import TransitionRefused, require
from tepat.platform import audit, crypto
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.platform.jobs import Job, Run
from tepat.registry.services import (
    StagedFamily,
    StagedRow,
    apply_list_rows,
    begin_change_set,
    publish_change_set,
)
from tepat.registry.services.list_rows import Comparison

from .working import enqueue_work, refuse_beside_other_work


@transaction.atomic
def accept_batch(*, by: User, batch: Batch) -> Job:
    """Decide that the pending rows go into the registry; a job carries it out.

    Raises TransitionRefused, also for the second of two officers who decide at once.
    """
    batch = _locked(batch)
    require(batch, "accept")
    if batch.pending == 0:
        raise TransitionRefused(
            _(
                "Tidak ada baris yang siap diterima. Perbaiki berkasnya lalu unggah lagi, atau tolak batch ini."
            )
        )
    refuse_beside_other_work(batch, Batch.State.WITHDRAWING)
    batch.change_set = begin_change_set(
        by=by, kind="import", region_code=batch.region_code, source=batch.source, total=batch.pending
    )
    batch.state = Batch.State.ACCEPTING
    batch.decided_by, batch.decided_at = by, timezone.now()
    batch.save(update_fields=["change_set", "state", "decided_by", "decided_at"])
    audit.record(
        by=by,
        action="batch.accepted",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": batch.pending, "held": batch.held},
    )
    return enqueue_work(by=by, batch=batch)


@transaction.atomic
def accept_next_rows(
    *,
    by: User,
    batch: Batch,
    run: Run,
    step: Comparison,
    target_list: TargetList,
    before: TargetList | None,
) -> int:
    """Put whole families into the registry and onto the list, and mark their rows accepted.

    What changes against the list `before`, if any, is kept as well. Returns how many rows.
    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    assert batch.change_set is not None
    families = step.families
    applied = apply_list_rows(
        by=by, change_set=batch.change_set, scheme=batch.scheme, families=families, ahead=step
    )
    if before is not None:
        note_changes(by=by, batch=batch, before=before, applied=applied)
    _enter(target_list, applied.family_ids)
    marked = _pending(batch, [staged.key for staged in families]).update(state=BatchRow.State.ACCEPTED)
    assert marked == sum(len(staged.rows) + len(staged.people) for staged in families), (
        "rows changed under the acceptance"
    )
    Batch.objects.filter(id=batch.id).update(pending=F("pending") - marked, accepted=F("accepted") + marked)
    audit.record(
        by=by,
        action="batch.rows_accepted",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": marked, "families": len(families)},
    )
    return marked


def _enter(target_list: TargetList, family_ids: Sequence[tuple[str, str]]) -> None:
    on_list = {
        family_id.hex
        for family_id in ListEntry.objects.filter(
            target_list=target_list, family_id__in=[family_id for family_id, _row in family_ids]
        ).values_list("family_id", flat=True)
    }
    new_id = hexes().__next__
    bulk.insert(
        ListEntry,
        ("id", "target_list", "family", "source_row"),
        [
            (new_id(), target_list.id.hex, family_id, source_row)
            for family_id, source_row in family_ids
            if family_id not in on_list
        ],
    )


@transaction.atomic
def keep_compared_rows(*, by: User, batch: Batch, run: Run, size: int) -> int:
    """Mark rows of comparison lists accepted: they are kept and enter no family. Returns how many were left."""
    run.fence()
    assert batch.change_set is not None
    some = BatchRow.objects.filter(batch=batch, state=BatchRow.State.PENDING, subject=BatchRow.COMPARED)
    ids = list(some.values_list("source_row_id", flat=True)[:size])
    if not ids:
        return 0
    marked = BatchRow.objects.filter(source_row__in=ids).update(state=BatchRow.State.ACCEPTED)
    Batch.objects.filter(id=batch.id).update(pending=F("pending") - marked, accepted=F("accepted") + marked)
    batch.change_set.done += marked
    batch.change_set.save(update_fields=["done"])
    audit.record(
        by=by,
        action="batch.rows_kept",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": marked},
    )
    return marked


@transaction.atomic
def finish_acceptance(*, by: User, batch: Batch, run: Run) -> Batch:
    """Publish the change set and close the batch. The database refuses while rows are pending."""
    run.fence()
    batch = _locked(batch)
    require(batch, "finish")
    assert batch.change_set is not None
    publish_change_set(by=by, change_set=batch.change_set)
    batch.state = Batch.State.ACCEPTED
    batch.save(update_fields=["state"])
    audit.record(
        by=by,
        action="batch.finished",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"accepted": batch.accepted, "held": batch.held},
    )
    return batch


def _locked(batch: Batch) -> Batch:
    """The batch once nobody else decides on it.

    Joins nothing: a row joined here would be of the moment before the wait, without the other officer's name.
    """
    return Batch.objects.select_for_update().get(id=batch.id)


def _pending(batch: Batch, keys: Sequence[str]) -> QuerySet[BatchRow]:
    """The pending rows of consecutive families."""
    return BatchRow.objects.filter(
        batch=batch, state=BatchRow.State.PENDING, family_key__gte=keys[0], family_key__lte=keys[-1]
    )


def next_families(batch: Batch, size: int, after: str = "") -> list[StagedFamily]:
    """The next pending families with all their pending rows, opened; empty when none is left. Writes nothing.

    Those with keys beyond `after`.
    """
    keys = _next_keys(batch, size, after)
    return families_opened(batch, keys, _pending(batch, keys)) if keys else []


def _next_keys(batch: Batch, size: int, after: str) -> list[str]:
    rows = BatchRow.objects.filter(batch=batch, state=BatchRow.State.PENDING, family_key__gt=after)
    rows = rows.exclude(subject=BatchRow.COMPARED)
    return list(rows.order_by("family_key").values_list("family_key", flat=True).distinct()[:size])


def families_opened(batch: Batch, keys: Sequence[str], rows: QuerySet[BatchRow]) -> list[StagedFamily]:
    """The families with these keys, in their order, and what their rows say."""
    return _opened(crypto.sealer(batch.source.data_key), keys, _sealed(rows))


def _sealed(rows: QuerySet[BatchRow]) -> Iterator[tuple[Any, ...]]:
    columns = ("source_row_id", "subject", "family_key", "person_key", "values")
    return bulk.select(rows.order_by("source_row_id").values_list(*columns))


def _opened(
    opener: crypto.Sealer, keys: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> list[StagedFamily]:
    families = {key: StagedFamily(key) for key in keys}
    for row_id, subject, key, person_key, values in rows:
        staged = StagedRow(row_id, orjson.loads(opener.open(f"batch_row:{row_id}", values)))
        if subject == "family":
            families[key].rows.append(staged)
        else:
            families[key].people.append((person_key, staged))
    return list(families.values())


def _made_ready(
    comparison: Comparison, opener: crypto.Sealer, keys: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> Comparison:
    try:
        return comparison.with_rows(_opened(opener, keys, rows))
    finally:
        # Only a key renewed in the middle of the acceptance is looked up here.
        connection.close()


class Ahead:
    """The steps of an acceptance, each made ready by another thread while the database commits the one before.

    A commit takes as long as opening and comparing the next families, and Python waits for it idly: PostgreSQL
    checks all references then, SQLite writes its pages.
    """

    def __init__(self, batch: Batch, size: int) -> None:
        self._batch = batch
        self._size = size
        self._thread = ThreadPoolExecutor(1, "ahead")
        self._coming: Future[Comparison] | None = None

    def __enter__(self) -> Self:
        self.prepare()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def prepare(self, after: str = "") -> None:
        """Read the next families, with keys beyond `after`, and let the thread begin.

        As the last thing of the transaction that wrote those before: until its end Python has nothing else to do,
        and a thread at work would slow down every row that is written.
        """
        batch, self._coming = self._batch, None
        assert batch.change_set is not None
        if keys := _next_keys(batch, self._size, after):
            rows = list(_sealed(_pending(batch, keys)))
            comparison = Comparison(
                batch.change_set.id.hex,
                batch.scheme,
                batch.region_code,
                family_keys=keys,
                person_keys=[key for _id, subject, _family, key, _values in rows if subject != "family"],
                at=audit.position(),
            )
            opener = crypto.sealer(batch.source.data_key)
            self._coming = self._thread.submit(_made_ready, comparison, opener, keys, rows)

    def take(self) -> Comparison | None:
        """The step made ready; None when no row is left."""
        return self._coming.result() if self._coming is not None else None
