"""Carrying the rules out: one thing after the other, in short steps; a later attempt goes on where one was cut off."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from tepat.platform.accounts.models import User
from tepat.platform.jobs import Run
from tepat.platform.regions.scope import within
from tepat.platform.rekeying import places

from .models import Erasure
from .processing import whole_register
from .retention import ended, passed
from .services import TITLE, begin_erasure, drop_passed, empty_rows, finish_erasure

ROWS_A_STEP = 2_000


def carry_out(run: Run, by: User | None) -> dict[str, Any]:
    """Erase what has had its time in the job's region, or what is left of an earlier attempt; counts of what was done.

    Passing rows belong to no region: they go with the whole country's job.
    """
    where = within([run.job.region_code])
    cut_off = Erasure.objects.filter(where, finished_at=None, subject_id__isnull=False)
    begun, waiting = list(cut_off.select_related("data_key").order_by("id")), ended(where)
    total, done, rows, files = len(begun) + len(waiting), 0, 0, 0

    def tell() -> None:
        run.progress(stage=TITLE, done=done, total=total)

    for erasure in begun:
        tell()
        whole = _finish(run, by, erasure, tell)
        done, rows, files = done + 1, rows + whole.rows, files + whole.files
    erased = len(begun)
    for term in waiting:
        tell()
        started = begin_erasure(by=by, run=run, term=term)
        if started is not None:
            whole = _finish(run, by, started, tell)
            erased, rows, files = erased + 1, rows + whole.rows, files + whole.files
        done += 1
    return {
        "erased": erased,
        "rows": rows,
        "files": files,
        "dropped": {} if run.job.region_code else _drop(run, by),
    }


def _finish(run: Run, by: User | None, erasure: Erasure, tell: Any) -> Erasure:
    """Empty what is left of a thing, column by column, then its files."""
    assert erasure.data_key is not None, "what is finished was begun with a key"
    for column in places.columns():
        for ids in _left(column.sealed_under(erasure.data_key)):
            erasure = empty_rows(by=by, run=run, erasure=erasure, column=column, ids=ids)
            tell()
    return finish_erasure(by=by, run=run, erasure=erasure)


def _left(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Ids of rows that hold something still, step by step; read outside of the transactions that empty them."""
    after: Any = None
    while ids := list(
        (rows.filter(pk__gt=after) if after is not None else rows).values_list("pk", flat=True)[:ROWS_A_STEP]
    ):
        yield ids
        after = ids[-1]


def _drop(run: Run, by: User | None) -> dict[str, int]:
    """Drop what has passed, kind by kind."""
    dropped: dict[str, int] = {}
    for kind, rule, before in passed(whole_register()):
        rows = kind.passed(before)
        while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS_A_STEP]):
            drop_passed(by=by, run=run, kind=kind, rule=rule, ids=ids)
            dropped[kind.code] = dropped.get(kind.code, 0) + len(ids)
    return dropped
