"""Workers as real processes: killed, hung and told to end in the middle of a job."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tepat.platform import jobs
from tepat.platform.jobs.models import Job, Worker
from tests.integration.platform import job_handlers
from tests.integration.platform.job_handlers import written

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
LEASE = 3.0
STEPS = 8


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    with job_handlers.registered():
        yield


@pytest.fixture
def worker(request: pytest.FixtureRequest) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers; whatever happens, none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "tests.integration.platform.worker_process",
                str(settings.DATABASES["default"]["NAME"]),
                str(LEASE),
            ],
            cwd=ROOT,
            env={**os.environ, "TEPAT_LOG_LEVEL": "ERROR"},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain; {list(Job.objects.values())}"
        time.sleep(0.05)


def ask(tmp_path: Path, pause: float = 0.0) -> Job:
    return jobs.enqueue(
        "uji.steps",
        by=None,
        region="64.08",
        title="Pekerjaan uji",
        arguments={"steps": STEPS, "gate": str(tmp_path / "gate"), "pause": pause},
    )


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_worker_killed_in_mid_job_loses_nothing_and_doubles_nothing(
    worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    job = ask(tmp_path)
    first = worker()
    until(lambda: len(written()) == 3)

    first.send_signal(signal.SIGKILL)
    first.wait()
    assert state(job) == "running"
    worker()
    until(lambda: state(job) == "done")

    assert job.attempt == 2
    assert written() == [f"uji-{step:03} upaya {1 if step < 3 else 2}" for step in range(STEPS)]


def test_a_worker_that_hung_finds_its_job_taken_and_writes_nothing(
    worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    job = ask(tmp_path)
    hung = worker()
    until(lambda: len(written()) == 3)

    hung.send_signal(signal.SIGSTOP)
    worker()
    until(lambda: state(job) == "done")
    before = written()
    (tmp_path / "gate").touch()
    hung.send_signal(signal.SIGCONT)
    # It is alive again, and takes the next job: so it has done with the first.
    time.sleep(1.0)
    assert hung.poll() is None

    assert written() == before
    assert [row.rpartition(" ")[2] for row in before] == ["1"] * 3 + ["2"] * (STEPS - 3)
    assert (state(job), job.attempt) == ("done", 2)


def test_a_worker_told_to_end_leaves_its_job_at_a_whole_step(
    worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    (tmp_path / "gate").touch()
    job = ask(tmp_path, pause=0.3)
    first = worker()
    until(lambda: len(written()) >= 2)
    until(lambda: Worker.objects.count() == 1)

    first.send_signal(signal.SIGTERM)
    code = first.wait(20)

    assert code == 0
    assert state(job) == "queued"
    assert (job.lease_until, job.max_attempts) == (None, 4)
    assert Worker.objects.count() == 0
    worker()
    until(lambda: state(job) == "done")
    assert len(written()) == STEPS
    connection.close()
