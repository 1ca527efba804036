"""The database's disk fills up in the middle of the work: a sentence, nothing half written, and it goes on after."""

import io
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from tepat.intake import jobs as intake_jobs
from tepat.intake import reading, services
from tepat.intake.models import Batch, BatchRow
from tepat.intake.services import refusing
from tepat.platform import audit, jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tests.factories import places
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import contents, whole
from tests.factories.people import user_with_role
from tests.integration.full_database import room_for

pytestmark = pytest.mark.django_db(transaction=True)

FILES = whole(40)
ROWS = 120


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    places.load()
    monkeypatch.setattr(reading, "STEP", 10)
    monkeypatch.setattr(intake_jobs, "FAMILIES_A_STEP", 4)
    monkeypatch.setattr(refusing, "ROWS_A_STEP", 3)


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna")


def _reading(by: User) -> tuple[Batch, Job]:
    incoming = [services.Incoming(name, io.BytesIO(content)) for name, content in FILES.items()]
    return services.receive_batch(by=by, list_name="P3KE 2023", region_code="64.08", incoming=incoming)


def _accepting(by: User) -> tuple[Batch, Job]:
    batch = checked_batch(FILES, by=by)
    return batch, services.accept_batch(by=by, batch=batch)


def _refusing(by: User) -> tuple[Batch, Job]:
    batch = services.refuse_batch(by=by, batch=checked_batch(FILES, by=by), reason="Berkas lama")
    return batch, Job.objects.latest("id")


def _account(batch: Batch) -> dict[str, int]:
    """The counts, which are those of the rows, and add up."""
    batch.refresh_from_db()
    counted = {name: getattr(batch, name) for name in ("pending", "accepted", "held", "refused")}
    by_state = Counter(BatchRow.objects.filter(batch=batch).values_list("state", flat=True))
    assert {name: by_state[name] for name in counted} == counted
    assert sum(counted.values()) == batch.rows_in
    return {name: count for name, count in counted.items() if count}


def _undisturbed() -> dict[str, list[str]]:
    """What the same list becomes on a disk with room; rolled back afterwards."""
    with transaction.atomic():
        accepted_batch(FILES)
        expected = contents()
        transaction.set_rollback(True)
    return expected


@pytest.mark.parametrize(
    ("begin", "kibibytes", "halted", "ended"),
    [
        pytest.param(_reading, 120, "reading", {"pending": ROWS}, id="reading"),
        pytest.param(_accepting, 120, "accepting", {"accepted": ROWS}, id="accepting"),
        pytest.param(_refusing, 0, "refusing", {"refused": ROWS}, id="refusing"),
    ],
)
def test_the_job_says_what_is_full_and_goes_on_once_there_is_room(
    officer: User,
    begin: Callable[[User], tuple[Batch, Job]],
    kibibytes: int,
    halted: str,
    ended: dict[str, int],
) -> None:
    expected = _undisturbed()
    batch, job = begin(officer)
    client = Client()
    client.force_login(officer)

    with room_for(kibibytes=kibibytes, events=5):
        job = jobs.run_now(job)

    assert (job.state, job.attempt) == ("failed", 1)
    so_far = _account(batch)
    assert (batch.state, sum(so_far.values()) > 0, so_far != ended) == (halted, True, True)
    page = client.get(f"/masuk/{batch.id}/").content.decode()
    assert "Disk basis data di server penuh, sehingga pekerjaan ini berhenti" in page
    assert "mengosongkan ruang" in page
    assert client.post(f"/masuk/{batch.id}/lanjutkan/").status_code == 302
    assert jobs.run_now(Job.objects.latest("id")).state == "done"
    assert _account(batch) == ended
    if halted == "reading":
        jobs.run_now(services.accept_batch(by=officer, batch=batch))
    if halted != "refusing":
        assert contents() == expected
    assert audit.verify() == []


def test_a_form_that_finds_no_room_keeps_what_was_typed(officer: User) -> None:
    batch = checked_batch(FILES, by=officer)
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(officer)
    typed = {"reason": "Berkas lama, minta yang baru. " * 300}

    with room_for(kibibytes=0, events=0):
        answer = client.post(f"/masuk/{batch.id}/tolak/", typed)

    page = answer.content.decode()
    assert answer.status_code == 507
    assert "Ruang penyimpanan di server habis." in page
    assert "mengosongkan ruang" in page
    assert typed["reason"].strip() in page
    assert _account(batch) == {"pending": ROWS}
    assert batch.state == "checked"
    client.post(f"/masuk/{batch.id}/tolak/", typed)
    batch.refresh_from_db()
    assert batch.state == "refusing"
