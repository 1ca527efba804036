"""One job, from the queue to its end: done once, tried again, refused, cancelled, superseded."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tepat.platform import jobs
from tepat.platform.accounts.models import JobTitle
from tepat.platform.audit.models import AuditEvent
from tepat.platform.files import StorageFull
from tepat.platform.jobs import chores, claiming, handlers, running, services
from tepat.platform.jobs.models import Job
from tests.integration.platform import job_handlers
from tests.integration.platform.job_handlers import CALLS, write_step, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    with job_handlers.registered():
        yield


def enqueue(name: str, **arguments: Any) -> Job:
    return jobs.enqueue(
        name, by=None, region="64.08", title="Pekerjaan uji", arguments=arguments, link="/masuk/"
    )


def abandoned(job: Job) -> None:
    """As a killed worker leaves it, half a minute later."""
    Job.objects.filter(id=job.id).update(lease_until=timezone.now() - timedelta(seconds=1))


def claimed(name: str = "uji.steps", **arguments: Any) -> Job:
    enqueue(name, **(arguments or {"steps": 3}))
    job = claiming.claim("satu")
    assert job is not None
    return job


def test_a_job_is_enqueued_with_who_asked_and_stands_on_the_trail() -> None:
    job = enqueue("uji.steps", steps=1)

    assert job.created_by.is_system
    assert job.link == "/masuk/"
    assert job.max_attempts == 3
    event = AuditEvent.objects.get(action="job.enqueued")
    assert (event.subject_id, event.detail) == (str(job.id), {"job": "uji.steps"})


def test_a_job_of_a_transaction_that_fails_was_never_asked_for() -> None:
    def enqueue_and_fail() -> None:
        with transaction.atomic():
            enqueue("uji.steps", steps=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enqueue_and_fail()

    assert not Job.objects.exists()


def test_a_command_carries_out_its_own_job_and_sees_how_far_it_is() -> None:
    other, mine = enqueue("uji.steps", steps=1), enqueue("uji.steps", steps=4)
    seen: list[tuple[str, int, int]] = []

    done = jobs.run_now(mine, on_progress=lambda *progress: seen.append(progress))

    assert done.state == "done"
    assert done.result == {"rows": 4, "accepted": 3, "held": 1}
    assert seen[-1] == ("Menulis", 3, 4)
    assert len(written()) == 4
    other.refresh_from_db()
    assert other.state == "queued"


def test_a_fault_is_tried_again_later_and_said_without_what_it_held() -> None:
    job = running.run(claimed("uji.faulty", faults=1))

    assert job.state == "queued"
    assert job.run_after is not None
    assert job.run_after > timezone.now() + timedelta(seconds=5)
    assert claiming.claim("dua") is None, "its time has not come"
    assert "ValueError" in job.error_detail
    assert "Sulastri" not in job.error + job.error_detail


def test_faults_wait_longer_each_time() -> None:
    pauses = []
    job = claimed("uji.faulty", faults=9)
    Job.objects.filter(id=job.id).update(max_attempts=9)
    for _ in range(4):
        job.refresh_from_db()
        job = running.run(job)
        assert job.run_after is not None
        pauses.append(job.run_after - timezone.now())
        again = claiming.claim("satu", only=job)
        assert again is not None
        job = again

    assert pauses == sorted(pauses)
    assert pauses[-1] > 3 * pauses[0]


def test_a_command_tries_again_at_once_and_gives_up_after_the_last_attempt() -> None:
    once = jobs.run_now(enqueue("uji.faulty", faults=2))
    never = jobs.run_now(enqueue("uji.faulty", faults=9))

    assert (once.state, once.result) == ("done", {"attempt": 3})
    assert (never.state, never.attempt) == ("failed", 3)
    assert never.error.startswith("Pekerjaan ini gagal setelah 3 kali dicoba")
    assert never.finished_at is not None


def test_a_refusal_is_shown_and_not_tried_again() -> None:
    job = jobs.run_now(enqueue("uji.refusing"))

    assert (job.state, job.error) == ("failed", "Berkas ini tidak dapat dibaca. Unggah yang lain.")
    assert CALLS == [1]


def test_a_trouble_written_for_people_is_what_people_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(run: jobs.Run) -> dict[str, Any]:
        raise StorageFull("Tidak ada ruang di disk.")

    monkeypatch.setitem(handlers.HANDLERS, "uji.full", handlers.Handler("uji.full", "uji", 1, full))

    assert jobs.run_now(enqueue("uji.full")).error == "Tidak ada ruang di disk."


def test_a_busy_database_delays_a_job_and_never_fails_it() -> None:
    job = jobs.run_now(enqueue("uji.busy", times=6))

    assert (job.state, job.attempt) == ("done", 7)


def test_a_job_that_waits_is_cancelled_at_once() -> None:
    job = services.cancel_job(by=None, job=enqueue("uji.steps", steps=3))

    assert job.state == "cancelled"
    assert claiming.claim("satu") is None
    assert AuditEvent.objects.filter(action="job.cancelled").count() == 1


def test_a_job_that_runs_is_cancelled_at_its_next_step() -> None:
    job = claimed(steps=3)

    services.cancel_job(by=None, job=job)
    services.cancel_job(by=None, job=job)
    ended = running.run(job)

    assert ended.state == "cancelled"
    assert written() == []
    assert AuditEvent.objects.filter(action="job.cancelled").count() == 1


def test_a_job_cancelled_while_its_worker_was_dead_is_not_taken_up_again() -> None:
    job = claimed()
    services.cancel_job(by=None, job=job)
    abandoned(job)

    assert claiming.claim("dua") is None
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_job_that_has_ended_cannot_be_cancelled() -> None:
    job = jobs.run_now(enqueue("uji.steps", steps=1))

    assert services.cancel_job(by=None, job=job).state == "done"
    assert not AuditEvent.objects.filter(action="job.cancelled").exists()


def test_a_worker_told_to_end_gives_the_job_back_and_the_attempt_does_not_count() -> None:
    stop = threading.Event()
    stop.set()
    job = running.run(claimed(), stop=stop)

    assert (job.state, job.attempt, job.max_attempts) == ("queued", 1, 4)
    assert job.lease_until is None
    assert claiming.claim("dua") is not None


def test_a_keyboard_interrupt_gives_the_job_back_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(run: jobs.Run) -> dict[str, Any]:
        raise KeyboardInterrupt

    monkeypatch.setitem(handlers.HANDLERS, "uji.ctrlc", handlers.Handler("uji.ctrlc", "uji", 3, interrupted))
    job = enqueue("uji.ctrlc")

    with pytest.raises(KeyboardInterrupt):
        jobs.run_now(job)

    job.refresh_from_db()
    assert job.state == "queued"


def test_nobody_else_takes_a_job_while_its_lease_holds() -> None:
    claimed()

    assert claiming.claim("dua") is None


def test_an_abandoned_job_is_taken_over_under_the_next_attempt() -> None:
    first = claimed()
    abandoned(first)

    second = claiming.claim("dua")

    assert second is not None
    assert (second.id, second.attempt, second.worker) == (first.id, 2, "dua")


def test_a_job_abandoned_at_every_attempt_is_given_up_with_words() -> None:
    job = claimed()
    Job.objects.filter(id=job.id).update(attempt=3)
    abandoned(job)

    assert claiming.claim("dua") is None
    job.refresh_from_db()
    assert job.state == "failed"
    assert "terputus 3 kali" in job.error


def test_the_superseded_attempt_writes_nothing_more() -> None:
    first = claimed()
    late = running.Run(first)
    write_step(late, 0)
    abandoned(first)
    second = claiming.claim("dua")
    assert second is not None

    with pytest.raises(jobs.LeaseLost):
        write_step(late, 1)
    with pytest.raises(jobs.LeaseLost):
        late.progress(stage="Menulis", done=1, total=3)
    assert not claiming.end(first, state="done", result={}, finished_at=timezone.now())

    assert written() == ["uji-000 upaya 1"]
    assert running.run(second).state == "done"
    assert written() == ["uji-000 upaya 1", "uji-001 upaya 2", "uji-002 upaya 2"]


def test_a_late_attempt_that_swallows_every_exception_still_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    first = claimed()
    abandoned(first)
    assert claiming.claim("dua") is not None

    def swallowing(run: jobs.Run, **arguments: Any) -> dict[str, Any]:
        try:
            write_step(run, 0)
        except Exception:
            JobTitle.objects.create(code="uji-terlambat", title="terlambat")
        return {}

    monkeypatch.setitem(handlers.HANDLERS, "uji.steps", handlers.Handler("uji.steps", "uji", 3, swallowing))
    job = running.run(first)

    assert written() == []
    assert (job.state, job.attempt) == ("running", 2)


@pytest.mark.django_db(transaction=True)
def test_a_fence_outside_a_transaction_proves_nothing_and_says_so() -> None:
    run = running.Run(claimed())

    with pytest.raises(RuntimeError, match="outside a transaction"):
        run.fence()


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_over_between_the_fence_and_the_commit() -> None:
    """The lease lapses inside a long step: the step is whole before anybody else begins."""
    first = claimed()
    fenced, told = threading.Event(), threading.Event()
    taken: list[int] = []

    def take_over() -> None:
        fenced.wait(10)
        while not (job := claiming.claim("dua")):
            told.set()
        taken.extend([job.attempt, JobTitle.objects.filter(code="uji-000").count()])
        connection.close()

    other = threading.Thread(target=take_over)
    other.start()
    abandoned(first)
    with transaction.atomic():
        running.Run(first).fence()
        fenced.set()
        told.wait(0.5)
        JobTitle.objects.create(code="uji-000", title="upaya 1")
        assert taken == []
    other.join(30)

    assert taken == [2, 1]
    with pytest.raises(jobs.LeaseLost):
        write_step(running.Run(first), 1)


def test_a_chore_that_fails_does_not_hold_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(chores, "CHORES", {"broken": lambda: 1 / 0, "sound": lambda: done.append("sound")})

    chores.tend()

    assert done == ["sound"]
