"""A worker killed with SIGKILL in any stage of its work: another finishes, nothing is half or doubled.

The long form, with kills at random moments of a big list, is tests/soak/test_an_import_survives_kills.py.
"""

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tepat.intake import jobs as intake_jobs
from tepat.intake import reading, services
from tepat.intake.batches.dependents import what_depends_on
from tepat.intake.exchange import jobs as exchange
from tepat.intake.exchange.arriving import arrived
from tepat.intake.exchange.queries import STATES
from tepat.intake.exchange.services import apply_answer, receive_answer
from tepat.intake.models import Batch
from tepat.intake.services import refusing, withdrawing
from tepat.platform import audit, jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tepat.registry.models import Claim, ClaimDecision, Person
from tests.factories import places
from tests.factories.answers import answer_csv, referred
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import child, contents, family, files, head, standing
from tests.integration.intake import doomed_worker

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
# Six families, one of them told by its members alone, one without members; a shared and a damaged number; a
# row without a key. With steps of four rows and two families, every stage has a middle.
FILES = files(
    [family(n, prog_pkh="YA") for n in (1, 2, 3, 4, 5)],
    [head(1), head(2, nik="99080114"), head(3, nik=head(1)["nik"]), head(4), child(11, 1), head(6), child(61, 6),
     head(7, person_key="")],
)  # fmt: skip
ROWS, HELD = 13, 1


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    places.load()
    monkeypatch.setattr(reading, "STEP", doomed_worker.STEP)
    monkeypatch.setattr(intake_jobs, "FAMILIES_A_STEP", doomed_worker.FAMILIES_A_STEP)
    monkeypatch.setattr(refusing, "ROWS_A_STEP", doomed_worker.ROWS_A_STEP)
    monkeypatch.setattr(exchange, "ROWS_A_STEP", doomed_worker.CLAIMS_A_STEP)
    monkeypatch.setattr(exchange, "CLAIMS_A_STEP", doomed_worker.CLAIMS_A_STEP)
    monkeypatch.setattr(withdrawing, "FAMILIES_A_STEP", doomed_worker.FAMILIES_A_STEP)
    yield
    # A worker seals the trail, which the next test begins anew.
    shutil.rmtree(settings.DATA / "seals", ignore_errors=True)


@cache
def _undisturbed() -> dict[str, list[str]]:
    """What the same list becomes when nobody is killed; rolled back afterwards, and told without ids."""
    with transaction.atomic():
        accepted_batch(FILES)
        expected = contents()
        transaction.set_rollback(True)
    assert not contents()["Family"]
    return expected


def _killed_worker(action: str, number: int, moment: str) -> None:
    """Let a worker take the work, and see that the kernel killed it."""
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.integration.intake.doomed_worker",
         str(settings.DATABASES["default"]["NAME"]), action, str(number), moment],
        cwd=ROOT,
        env={**os.environ, "TEPAT_LOG_LEVEL": "ERROR"},
        timeout=60,
        check=False,
    )  # fmt: skip
    assert process.returncode == -signal.SIGKILL, "it ended before the moment came"


def _finish(job: Job) -> None:
    """The lease runs out, and another worker takes the job over."""
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("running", 1)
    Job.objects.filter(id=job.id).update(lease_until=timezone.now() - timedelta(seconds=1))
    finished = jobs.run_now(job)
    assert (finished.state, finished.attempt) == ("done", 2)


def _account(batch: Batch) -> tuple[int, int, int, int]:
    batch.refresh_from_db()
    return batch.pending, batch.accepted, batch.held, batch.refused


def _received() -> tuple[Batch, Job]:
    incoming = [services.Incoming(name, io.BytesIO(content)) for name, content in FILES.items()]
    return services.receive_batch(
        by=User.objects.system(), list_name="P3KE 2023", region_code="64.08", incoming=incoming
    )


@pytest.mark.parametrize(
    ("action", "number", "moment", "rows"),
    [
        pytest.param("batch.recognised", 1, "before", 0, id="while-reading"),
        pytest.param("batch.rows_read", 2, "before", 4, id="in-the-middle-of-a-step-of-rows"),
        pytest.param("batch.checked", 1, "before", ROWS, id="before-saying-that-all-is-checked"),
    ],
)
def test_killed_while_reading(action: str, number: int, moment: str, rows: int) -> None:
    expected = _undisturbed()
    batch, job = _received()

    _killed_worker(action, number, moment)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_in, sum(_account(batch))) == ("reading", rows, rows)
    _finish(job)

    assert _account(batch) == (ROWS - HELD, 0, HELD, 0)
    jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch))
    assert contents() == expected
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("action", "number", "moment", "whole_steps"),
    [
        pytest.param("batch.rows_accepted", 2, "before", 1, id="in-the-middle-of-the-next-families"),
        pytest.param("batch.rows_accepted", 2, "after", 2, id="between-two-steps-of-families"),
        pytest.param("batch.finished", 1, "before", 3, id="before-saying-that-all-is-accepted"),
    ],
)
def test_killed_while_accepting(action: str, number: int, moment: str, whole_steps: int) -> None:
    expected = _undisturbed()
    batch = checked_batch(FILES)
    job = services.accept_batch(by=User.objects.system(), batch=batch)

    _killed_worker(action, number, moment)
    pending, accepted, held, _refused = _account(batch)
    assert (batch.state, pending + accepted, held) == ("accepting", ROWS - HELD, HELD)
    assert len(contents()["Family"]) == min(6, whole_steps * doomed_worker.FAMILIES_A_STEP)
    _finish(job)

    assert _account(batch) == (0, ROWS - HELD, HELD, 0)
    assert contents() == expected
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("number", "moment", "refused"),
    [
        pytest.param(1, "before", 4, id="in-the-middle-of-a-step"),
        pytest.param(1, "after", 8, id="between-two-steps"),
    ],
)
def test_killed_while_refusing(number: int, moment: str, refused: int) -> None:
    batch = checked_batch(FILES)
    services.refuse_batch(by=User.objects.system(), batch=batch, reason="Berkas lama")
    job = Job.objects.latest("id")

    _killed_worker("batch.rows_refused", number, moment)
    pending, _accepted, held, so_far = _account(batch)
    assert (batch.state, so_far, pending + held) == ("refusing", refused, ROWS - refused)
    _finish(job)

    assert _account(batch) == (0, 0, 0, ROWS)
    assert batch.state == "refused"
    assert not contents()["Family"]
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("action", "number", "moment"),
    [
        pytest.param("batch.rows_withdrawn", 2, "before", id="in-the-middle-of-the-next-families"),
        pytest.param("batch.rows_withdrawn", 2, "after", id="between-two-steps-of-families"),
        pytest.param("change_set.published", 1, "before", id="before-saying-that-all-is-withdrawn"),
    ],
)
def test_killed_while_withdrawing(action: str, number: int, moment: str) -> None:
    accepted_batch(files([family(1, desil="3")], [head(1, name="Nama Lama"), child(12, 1)]))
    before = standing()
    batch = accepted_batch(FILES)
    job = services.withdraw_batch(
        by=User.objects.system(), batch=batch, reason="salah berkas", depends=what_depends_on(batch)
    )

    _killed_worker(action, number, moment)
    assert (sum(_account(batch)) + batch.withdrawn, batch.state) == (ROWS, "withdrawing")
    _finish(job)

    assert _account(batch) == (0, 0, 0, 0)
    assert (batch.withdrawn, batch.state) == (ROWS, "withdrawn")
    assert standing() == before
    assert audit.verify() == []


def test_killed_while_reading_and_while_applying_an_answer() -> None:
    """Three rows are two steps of reading, their six claims three of applying; each is killed in its second."""
    system = User.objects.system()
    accepted_batch(FILES)
    referral = referred(system, states=STATES)
    rows = [
        {"ID Tepat": row.person_id.hex, "Hasil": "Meninggal", "Tanggal peristiwa": "05-01-2024"}
        for row in referral.rows.order_by("id")
    ]
    rows += [{**rows[0], "ID Tepat": "f" * 32}]
    with arrived(referral, "jawaban.csv", io.BytesIO(answer_csv(rows))) as (source, arrival):
        answer, job = receive_answer(by=system, referral=referral, source=source, arrival=arrival)

    _killed_worker("civil_answer.rows_read", 2, "before")
    answer.refresh_from_db()
    assert answer.change_set is not None
    assert (answer.state, answer.change_set.done, answer.claims) == ("waiting", 2, 4)
    _finish(job)
    answer.refresh_from_db()
    told = answer.rows, answer.told, answer.lines.count(), answer.claims, Claim.objects.count()
    assert (answer.state, *told) == ("read", 3, 1, 1, 6, 6)

    job = apply_answer(by=system, answer=answer)
    _killed_worker("civil_answer.step_applied", 2, "before")
    assert Claim.objects.filter(state=Claim.State.ACCEPTED).count() == 2
    _finish(job)
    assert ClaimDecision.objects.count() == 6
    assert Person.objects.filter(presence="deceased", presence_day=date(2024, 1, 5)).count() == 3
    assert audit.verify() == []
