"""Intake's background work: reading a batch, accepting it, turning its rows away and taking it back."""

import time
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tepat.engine.sentences import Sentence
from tepat.platform import crypto, files
from tepat.platform.database import statistics
from tepat.platform.database.durability import on_disk_with_the_next
from tepat.platform.jobs import Run, handler
from tepat.platform.jobs.handlers import Receipt

from . import services
from .changes.noting import left_and_not_noted, list_before, note_left
from .completeness.jobs import count_waiting
from .models import Batch, Correction
from .services.deciding import Ahead
from .services.refusing import rows_to_refuse
from .services.working import ACCEPT_JOB, CORRECT_JOB, READ_JOB, REFUSE_JOB, WITHDRAW_JOB

FAMILIES_A_STEP = 300
COMPARED_A_STEP = 2_000
LEFT_A_STEP = 2_000
CORRECTED_A_STEP = 400


def _batch(batch_id: str) -> Batch:
    return Batch.objects.select_related("source__data_key", "list", "change_set").get(id=batch_id)


def batch_receipt(result: dict[str, Any]) -> Receipt | None:
    """Every row accounted for, as the job's page ends with."""
    if not result.get("rows_in"):
        return None
    words = {
        "pending": _("menunggu (siap)"),
        "accepted": _("diterima"),
        "held": _("tertahan"),
        "refused": pgettext("batch", "ditolak"),
    }
    if result.get("withdrawn"):
        words["withdrawn"] = _("ditarik kembali")
    parts = [{"value": result[name], "label": label} for name, label in words.items()]
    return Receipt(_("Setiap baris terhitung"), result["rows_in"], _("baris"), parts)


@handler(READ_JOB, title=Sentence("Membaca berkas"), max_attempts=5, receipt=batch_receipt)
def read(run: Run, *, batch_id: str) -> dict[str, object]:
    """Read and check a batch. The result holds the counts that its page shows."""
    from .reading import read_batch  # loads Polars, which starting a command should not wait for

    batch = _batch(batch_id)
    if batch.state in (Batch.State.UPLOADED, Batch.State.READING):
        read_batch(run, batch)
        batch.refresh_from_db()
    return _counts(batch)


@handler(ACCEPT_JOB, title=Sentence("Menerima batch"), max_attempts=5, receipt=batch_receipt)
def accept(run: Run, *, batch_id: str) -> dict[str, object]:
    """Put the pending rows of a batch into the registry, step by step."""
    batch = _batch(batch_id)
    if batch.state == Batch.State.ACCEPTING:
        with on_disk_with_the_next():
            _accept_rows(run, batch)
        services.finish_acceptance(by=run.job.created_by, batch=batch, run=run)
    count_waiting(run)
    batch.refresh_from_db()
    return _counts(batch)


def _accept_rows(run: Run, batch: Batch) -> None:
    assert batch.change_set is not None
    by = run.job.created_by
    done, total = batch.change_set.done, batch.change_set.total
    if batch.scheme:
        target_list = services.target_list_as_handed_over(by=by, source_list=batch.list)
        before = list_before(batch)
        with Ahead(batch, FAMILIES_A_STEP) as ahead:
            while step := ahead.take():
                with transaction.atomic():
                    done += services.accept_next_rows(
                        by=by, batch=batch, run=run, step=step, target_list=target_list, before=before
                    )
                    ahead.prepare(after=step.families[-1].key)
                run.progress(stage=Sentence("Menulis ke registri"), done=done, total=total)
                statistics.keep_up("registry", "intake")
        last = None
        while before and (left := left_and_not_noted(batch, before, LEFT_A_STEP, last)):
            note_left(by=by, batch=batch, run=run, entries=left)
            last = left[-1].family_id
            run.progress(stage=Sentence("Mencatat yang tidak disebut lagi"), done=done, total=total)
    while kept := services.keep_compared_rows(by=by, batch=batch, run=run, size=COMPARED_A_STEP):
        done += kept
        run.progress(stage=Sentence("Menyimpan daftar pembanding"), done=done, total=total)


@handler(REFUSE_JOB, title=Sentence("Menolak baris"), max_attempts=5, receipt=batch_receipt)
def refuse(run: Run, *, batch_id: str) -> dict[str, object]:
    """Mark the rows that were turned away, step by step."""
    batch = _batch(batch_id)
    refusal = batch.refusals.last()
    while refusal and (left := rows_to_refuse(batch)):
        run.progress(
            stage=Sentence("Menandai baris yang ditolak"), done=refusal.rows - left, total=refusal.rows
        )
        began = time.monotonic()
        batch = services.refuse_next_rows(by=run.job.created_by, batch=batch, run=run)
        # Nothing is computed between two steps, so without a pause nobody else would get to write.
        time.sleep(time.monotonic() - began)
    return _counts(batch)


@handler(CORRECT_JOB, title=Sentence("Memperbaiki baris"), max_attempts=5, receipt=batch_receipt)
def correct(run: Run, *, batch_id: str) -> dict[str, object]:
    """Carry out a correction of many rows, step by step."""
    batch = _batch(batch_id)
    while batch.state == Batch.State.CORRECTING:
        correction = batch.corrections.latest("id")
        if correction.kind == Correction.Kind.FILE:
            _correct_from_file(run, batch, correction)
            break
        run.progress(stage=Sentence("Menulis perbaikan"), done=correction.done, total=correction.total)
        began = time.monotonic()
        batch = services.correct_next_rows(by=run.job.created_by, batch=batch, run=run)
        time.sleep(time.monotonic() - began)  # as above
    batch.refresh_from_db()
    return _counts(batch)


def _correct_from_file(run: Run, batch: Batch, correction: Correction) -> None:
    """Read the corrected file from its beginning, and write what it says from where an attempt before came to."""
    # Loads Polars, as above.
    from tepat.engine.reading import UnreadableFile

    from .corrections.held_files import read_returned, returned
    from .reading import context_of

    by, given = run.job.created_by, correction.file
    reached, seen = 0, set[UUID]()
    context = context_of(batch)
    try:
        with files.plain_copy(given.file) as path:
            left = returned(path, given.file.name, batch)
            while rows := list(islice(left, CORRECTED_A_STEP)):
                before, reached = reached, reached + len(rows)
                stage = Sentence("Membaca {file}", {"file": given.file.name})
                run.progress(stage=stage, done=before, total=max(correction.total, reached))
                reading = read_returned(batch, rows, seen)
                if reached <= correction.reached:
                    continue
                began = time.monotonic()
                services.fill_next_from_file(
                    by=by, given=given, run=run, typed=reading.typed, places=reading.places,
                    said=reading.said, met=reading.met, reached=reached, context=context,
                )  # fmt: skip
                time.sleep(time.monotonic() - began)  # as above
    except (UnreadableFile, files.FileLost, crypto.SealBroken) as trouble:
        services.finish_held_file(by=by, given=given, run=run, trouble=Sentence.of(trouble))
    else:
        services.finish_held_file(by=by, given=given, run=run)


@handler(WITHDRAW_JOB, title=Sentence("Menarik kembali batch"), max_attempts=5, receipt=batch_receipt)
def withdraw(run: Run, *, batch_id: str) -> dict[str, object]:
    """Take the rows of a batch back out of the registry, step by step."""
    batch = _batch(batch_id)
    while batch.state == Batch.State.WITHDRAWING:
        left = batch.pending + batch.accepted + batch.held
        run.progress(
            stage=Sentence("Mengembalikan registri"), done=batch.withdrawn, total=batch.withdrawn + left
        )
        began = time.monotonic()
        batch = services.withdraw_next_rows(by=run.job.created_by, batch=batch, run=run)
        batch.refresh_from_db()
        # Nearly all of a step is writing: without a pause nobody else would get to.
        time.sleep(time.monotonic() - began)
    count_waiting(run)
    return _counts(batch)


def _counts(batch: Batch) -> dict[str, object]:
    names = ("rows_in", "pending", "accepted", "held", "refused", "withdrawn", "families", "persons")
    return {"state": batch.state, **{name: getattr(batch, name) for name in names}}
