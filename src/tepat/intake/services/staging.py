"""Writing what was read and found, a few thousand rows a transaction, so that a kill costs at most one step.

Each call proves through `run.fence()` that its attempt still owns the job; a superseded attempt writes
nothing. Parsing and checking stand in intake/reading.py and the engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from tepat.engine.sentences import Sentence
from tepat.intake.changes.noting import list_before
from tepat.intake.models import Batch, BatchFile, BatchRow, BatchSheet, Finding, UnknownTable
from tepat.intake.transitions import require
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.jobs import Run
from tepat.registry.models import SourceRow

from .working import enqueue_preview


@dataclass(frozen=True)
class Written:
    """Rows ready for the tables, all of one sheet, in the order of the sheet.

    `source_rows`, `batch_rows` and `findings` hold tuples in the order of the columns named below.
    """

    source_rows: Sequence[tuple[Any, ...]]
    batch_rows: Sequence[tuple[Any, ...]]
    findings: Sequence[tuple[Any, ...]]
    pending: int
    held: int


SOURCE_ROW_COLUMNS = ("id", "source", "file", "sheet", "row", "raw")
BATCH_ROW_COLUMNS = (
    "source_row", "batch", "subject", "state", "family_key", "person_key", "region_code", "values",
)  # fmt: skip
FINDING_COLUMNS = ("batch", "row", "check_id", "column", "severity", "region_code", "detail", "confidence")


@transaction.atomic
def begin_reading(*, by: User, batch: Batch, run: Run) -> Batch:
    """Say that the batch is being read; the same again after a kill."""
    run.fence()
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "read")
    if batch.state != Batch.State.READING:
        batch.state = Batch.State.READING
        batch.save(update_fields=["state"])
        audit.record(
            by=by, action="batch.reading", region=batch.region_code, subject=("batch", batch.id), detail={}
        )
    return batch


@transaction.atomic
def note_sheets(
    *, by: User, batch: Batch, run: Run, sheets: Sequence[dict[str, Any]], scheme: str
) -> list[BatchSheet]:
    """Keep which sheets were recognised as what. Sheets known from an attempt before are returned as they are.

    `scheme` is whose keys the families of the batch have.

    Each of `sheets` holds file (BatchFile), name, layout, subject, header_row, unknown_headers, notes, rows_in; a
    sheet that was not recognised has the layout "".
    """
    run.fence()
    noted = []
    for sheet in sheets:
        row, _made = BatchSheet.objects.get_or_create(
            file=sheet["file"],
            name=sheet["name"],
            defaults={key: value for key, value in sheet.items() if key not in ("file", "name")},
        )
        noted.append(row)
    Batch.objects.filter(id=batch.id).update(scheme=scheme)
    audit.record(
        by=by,
        action="batch.recognised",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"layouts": sorted({sheet["layout"] for sheet in sheets} - {""})},
    )
    return noted


@transaction.atomic
def write_rows(*, by: User, batch: Batch, run: Run, sheet: BatchSheet, written: Written) -> None:
    """Write one step of rows with their findings, and count them in."""
    run.fence()
    bulk.insert(SourceRow, SOURCE_ROW_COLUMNS, written.source_rows)
    bulk.insert(BatchRow, BATCH_ROW_COLUMNS, written.batch_rows)
    bulk.insert(Finding, FINDING_COLUMNS, written.findings)
    count = len(written.source_rows)
    BatchSheet.objects.filter(id=sheet.id).update(rows_written=F("rows_written") + count)
    Batch.objects.filter(id=batch.id).update(
        rows_in=F("rows_in") + count,
        pending=F("pending") + written.pending,
        held=F("held") + written.held,
    )
    audit.record(
        by=by,
        action="batch.rows_read",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": count, "held": written.held},
    )


@transaction.atomic
def finish_checks(*, by: User, batch: Batch, run: Run, families: int, persons: int) -> Batch:
    """Say that every row has been read and checked; where a list came before, what would change is asked for."""
    run.fence()
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "check")
    batch.state = Batch.State.CHECKED
    batch.families, batch.persons = families, persons
    batch.save(update_fields=["state", "families", "persons"])
    audit.record(
        by=by,
        action="batch.checked",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows_in": batch.rows_in, "pending": batch.pending, "held": batch.held},
    )
    if batch.pending and list_before(batch):
        enqueue_preview(by=by, batch=batch)
    return batch


@transaction.atomic
def give_up_reading(
    *, by: User, batch: Batch, run: Run, trouble: Sentence, unknown: Sequence[UnknownTable] = ()
) -> Batch:
    """The files cannot be read: keep the sentence that says why. The files themselves stay.

    `unknown` are the tables that could be read once somebody has named their columns.
    """
    run.fence()
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "give_up")
    batch.state = Batch.State.UNREADABLE
    batch.trouble = trouble
    batch.save(update_fields=["state", "trouble"])
    UnknownTable.objects.bulk_create(unknown)
    audit.record(
        by=by, action="batch.unreadable", region=batch.region_code, subject=("batch", batch.id), detail={}
    )
    return batch


def files_of(batch: Batch) -> list[BatchFile]:
    """The batch's files in the order they were given."""
    return list(batch.files.select_related("stored", "stored__data_key"))
