"""An attempt that was superseded writes nothing late: every step of its work asks first."""

import io

import pytest
from django.db import transaction

from tepat.intake import services
from tepat.intake.models import Batch, BatchRow, BatchSheet
from tepat.intake.services import refusing
from tepat.intake.services.deciding import Ahead
from tepat.intake.services.staging import Written
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.jobs.claiming import claim
from tepat.platform.jobs.models import Job
from tepat.registry.models import Claim, Family
from tepat.registry.services import correct_field
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import counts, family, files, head, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _superseded(job: Job) -> jobs.Run:
    """The run of an attempt whose job another worker has taken over."""
    mine = claim("slow", only=job)
    assert mine is not None
    Job.objects.filter(id=job.id).update(attempt=mine.attempt + 1)
    return jobs.Run(mine)


def test_no_row_is_written_late() -> None:
    by = User.objects.system()
    incoming = [services.Incoming(name, io.BytesIO(content)) for name, content in whole(2).items()]
    batch, job = services.receive_batch(by=by, list_name="P3KE 2023", region_code="64.08", incoming=incoming)
    mine = claim("slow", only=job)
    assert mine is not None
    run = jobs.Run(mine)
    batch = services.begin_reading(by=by, batch=batch, run=run)
    [sheet] = services.note_sheets(
        by=by,
        batch=batch,
        run=run,
        scheme="p3ke",
        sheets=[
            {"file": batch.files.get(position=0), "name": "", "layout": "p3ke_2023_keluarga",
             "subject": "family", "header_row": 1, "unknown_headers": [], "rows_in": 2}
        ],
    )  # fmt: skip
    Job.objects.filter(id=job.id).update(attempt=mine.attempt + 1)
    events = AuditEvent.objects.count()

    for late in (
        lambda: services.begin_reading(by=by, batch=batch, run=run),
        lambda: services.note_sheets(by=by, batch=batch, run=run, sheets=[], scheme="p3ke"),
        lambda: services.write_rows(
            by=by, batch=batch, run=run, sheet=sheet, written=Written([], [], [], 2, 0)
        ),
        lambda: services.finish_checks(by=by, batch=batch, run=run, families=2, persons=0),
        lambda: services.give_up_reading(by=by, batch=batch, run=run, trouble="terlambat"),
    ):
        with pytest.raises(jobs.LeaseLost):
            late()

    batch.refresh_from_db()
    assert (batch.state, batch.rows_in, batch.trouble) == ("reading", 0, "")
    assert BatchSheet.objects.get().rows_written == 0
    assert AuditEvent.objects.count() == events


def test_no_family_is_accepted_late() -> None:
    by = User.objects.system()
    batch = checked_batch(whole(2))
    job = services.accept_batch(by=by, batch=batch)
    run = _superseded(job)
    batch = Batch.objects.select_related("source__data_key", "change_set", "list").get(id=batch.id)
    target_list = services.target_list_as_handed_over(by=by, source_list=batch.list)
    with Ahead(batch, 10) as ahead:
        step = ahead.take()
    assert step is not None
    assert len(step.families) == 2
    events = AuditEvent.objects.count()

    with pytest.raises(jobs.LeaseLost):
        services.accept_next_rows(
            by=by, batch=batch, run=run, step=step, target_list=target_list, before=None
        )
    with pytest.raises(jobs.LeaseLost):
        services.finish_acceptance(by=by, batch=batch, run=run)

    batch.refresh_from_db()
    assert (batch.state, batch.pending, batch.accepted) == ("accepting", 6, 0)
    assert set(BatchRow.objects.values_list("state", flat=True)) == {"pending"}
    assert {name: counts()[name] for name in ("Family", "Person", "ListEntry")} == {
        "Family": 0, "Person": 0, "ListEntry": 0,
    }  # fmt: skip
    assert AuditEvent.objects.count() == events


def test_what_is_decided_while_a_step_is_made_ready_is_heeded() -> None:
    """The next families are compared before their transaction; an officer's word in between counts as before it."""
    accepted_batch(files([family(1, address="Jalan Lama")], [head(1)]))
    by = User.objects.system()
    batch = checked_batch(files([family(1, address="Jalan Baru"), family(2)], [head(1), head(2)]))
    mine = claim("quick", only=services.accept_batch(by=by, batch=batch))
    assert mine is not None
    batch = Batch.objects.select_related("source__data_key", "change_set", "list").get(id=batch.id)
    target_list = services.target_list_as_handed_over(by=by, source_list=batch.list)
    steps = {"by": by, "batch": batch, "run": jobs.Run(mine), "target_list": target_list, "before": None}

    with Ahead(batch, 1) as ahead:
        step = ahead.take()
        assert step is not None
        home = Family.objects.get()
        correct_field(by=by, family=home, field="address", value="Jalan Benar", reason="Didatangi")
        with transaction.atomic():
            services.accept_next_rows(step=step, **steps)  # type: ignore[arg-type]  # each as its name says
            ahead.prepare(after=step.families[-1].key)
        following = ahead.take()
        assert following is not None
        assert following.stands()
        services.accept_next_rows(step=following, **steps)  # type: ignore[arg-type]  # as above

    home.refresh_from_db()
    assert home.address == "Jalan Benar"
    assert Claim.objects.get().value == "Jalan Baru"
    assert Family.objects.count() == 2


def test_no_row_is_refused_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "ROWS_A_STEP", 4)
    by = User.objects.system()
    batch = services.refuse_batch(by=by, batch=checked_batch(whole(2)), reason="Berkas lama")
    run = _superseded(Job.objects.latest("id"))
    events = AuditEvent.objects.count()

    with pytest.raises(jobs.LeaseLost):
        services.refuse_next_rows(by=by, batch=batch, run=run)

    batch.refresh_from_db()
    assert (batch.state, batch.pending, batch.refused) == ("refusing", 2, 4)
    assert BatchRow.objects.filter(state="refused").count() == 4
    assert AuditEvent.objects.count() == events


def test_the_attempt_that_took_over_finishes() -> None:
    batch = checked_batch(whole(2))
    job = services.accept_batch(by=User.objects.system(), batch=batch)
    run = _superseded(job)
    Job.objects.filter(id=job.id).update(state="queued", lease_until=None)

    assert jobs.run_now(job).state == "done"

    with pytest.raises(jobs.LeaseLost):
        run.progress(stage="terlambat", done=1, total=1)
    batch.refresh_from_db()
    assert (batch.state, batch.accepted) == ("accepted", 6)
