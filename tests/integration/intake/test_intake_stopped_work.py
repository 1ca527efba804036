"""Work on a batch that failed or was stopped: nobody is left with a batch that is being read for ever."""

import io
from typing import Any

import pytest
from django.conf import settings

from tepat.intake import services
from tepat.intake.models import Batch
from tepat.intake.transitions import TransitionRefused
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.files.models import StoredFile
from tepat.platform.jobs.models import Job
from tests.factories.batches import checked_batch
from tests.factories.lists import contents, family, files, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _received() -> tuple[Batch, Job]:
    incoming = [services.Incoming(name, io.BytesIO(content)) for name, content in whole(3).items()]
    return services.receive_batch(
        by=User.objects.system(), list_name="P3KE 2023", region_code="64.08", incoming=incoming
    )


def _lost(batch: Batch, job: Job) -> Job:
    """The job after every attempt found a file of the batch gone."""
    stored = StoredFile.objects.filter(data_key=batch.source.data_key).earliest("id")
    (settings.DATA / stored.path).rename(settings.DATA / f"{stored.path}.away")
    Job.objects.filter(id=job.id).update(max_attempts=1)
    job.refresh_from_db()
    return jobs.run_now(job)


def _found_again(batch: Batch) -> None:
    stored = StoredFile.objects.filter(data_key=batch.source.data_key).earliest("id")
    (settings.DATA / f"{stored.path}.away").rename(settings.DATA / stored.path)


def test_a_file_lost_from_the_store_is_told_by_name() -> None:
    failed = _lost(*_received())

    assert failed.state == "failed"
    assert "keluarga.csv" in failed.error
    assert failed.error.endswith(".")


def test_a_batch_whose_reading_failed_can_be_refused() -> None:
    batch, job = _received()
    _lost(batch, job)

    services.refuse_batch(by=User.objects.system(), batch=batch, reason="Berkasnya hilang")

    batch.refresh_from_db()
    assert (batch.state, batch.refused) == ("refused", batch.rows_in)


def test_a_batch_whose_reading_failed_goes_on_when_told_to() -> None:
    batch, job = _received()
    _lost(batch, job)
    _found_again(batch)

    again = services.resume_batch(by=User.objects.system(), batch=batch)

    assert jobs.run_now(again).state == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.pending) == ("checked", 9)


def test_a_batch_whose_reading_was_stopped_goes_on_when_told_to() -> None:
    batch, job = _received()
    jobs.cancel_job(by=User.objects.system(), job=job)

    again = services.resume_batch(by=User.objects.system(), batch=batch)

    assert jobs.run_now(again).state == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.pending) == ("checked", 9)


def test_an_acceptance_that_was_stopped_halfway_goes_on_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from tepat.intake import jobs as intake_jobs

    monkeypatch.setattr(intake_jobs, "FAMILIES_A_STEP", 1)
    batch = checked_batch(whole(3))
    job = services.accept_batch(by=User.objects.system(), batch=batch)

    def stop(*_: Any) -> None:
        Job.objects.filter(id=job.id).update(cancel_requested=True)

    assert jobs.run_now(job, on_progress=stop).state == "cancelled"
    batch.refresh_from_db()
    assert (batch.state, batch.accepted, batch.pending) == ("accepting", 3, 6)

    assert jobs.run_now(services.resume_batch(by=User.objects.system(), batch=batch)).state == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.accepted, batch.pending) == ("accepted", 9, 0)
    assert len(contents()["Family"]) == 3


def test_work_that_still_goes_on_is_neither_begun_again_nor_refused() -> None:
    batch, _job = _received()
    by = User.objects.system()

    with pytest.raises(TransitionRefused, match="sedang dikerjakan"):
        services.resume_batch(by=by, batch=batch)
    Batch.objects.filter(id=batch.id).update(state="reading")
    with pytest.raises(TransitionRefused, match="sedang dikerjakan"):
        services.refuse_batch(by=by, batch=batch, reason="Terlalu lama")


def test_a_batch_that_waits_for_nothing_is_not_begun_again() -> None:
    batch = checked_batch(files([family(1)]))

    with pytest.raises(TransitionRefused):
        services.resume_batch(by=User.objects.system(), batch=batch)
