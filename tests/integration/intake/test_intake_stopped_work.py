"""Work on a batch that failed or was stopped: nobody is left with a batch that is being read for ever."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from tepat.intake import jobs as intake_jobs
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


def test_a_file_lost_from_the_store_makes_the_batch_unreadable() -> None:
    """Trying again would not bring it back; the officer refuses the batch and uploads once more."""
    batch, job = _received()
    stored = StoredFile.objects.earliest("id")
    (settings.DATA / stored.path).unlink()

    assert jobs.run_now(job).state == "done"

    batch.refresh_from_db()
    assert (batch.state, "keluarga.csv" in batch.trouble) == ("unreadable", True)
    services.refuse_batch(by=User.objects.system(), batch=batch, reason="Berkasnya hilang")


def test_a_file_altered_in_the_store_makes_the_batch_unreadable() -> None:
    batch, job = _received()
    path = settings.DATA / StoredFile.objects.earliest("id").path
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    jobs.run_now(job)

    batch.refresh_from_db()
    assert (batch.state, batch.rows_in) == ("unreadable", 0)
    assert batch.trouble.endswith(".")


def test_a_batch_whose_worker_was_killed_again_and_again_goes_on_when_told_to() -> None:
    batch, job = _received()
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(id=job.id).update(state="running", attempt=job.max_attempts, lease_until=long_ago)
    assert jobs.run_now(job).state == "failed"

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


def test_work_that_still_goes_on_is_not_begun_again() -> None:
    batch, _job = _received()

    with pytest.raises(TransitionRefused, match="sedang dikerjakan"):
        services.resume_batch(by=User.objects.system(), batch=batch)


def test_a_batch_that_waits_for_nothing_is_not_begun_again() -> None:
    batch = checked_batch(files([family(1)]))

    with pytest.raises(TransitionRefused):
        services.resume_batch(by=User.objects.system(), batch=batch)
