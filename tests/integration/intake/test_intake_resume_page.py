"""The page of a batch whose work goes on or came to a halt: what a colleague sees, going on, refusing."""

import io

import pytest
from django.test import Client

from tepat.intake import reading, services
from tepat.intake.models import Batch
from tepat.intake.transitions import TransitionRefused
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tests.factories.batches import checked_batch
from tests.factories.lists import whole
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna")


@pytest.fixture
def colleague() -> User:
    return user_with_role("regency_verifier", "64.08", full_name="Pak Bakri")


def _received(by: User) -> tuple[Batch, Job]:
    incoming = [services.Incoming(name, io.BytesIO(content)) for name, content in whole(2).items()]
    return services.receive_batch(by=by, list_name="P3KE 2023", region_code="64.08", incoming=incoming)


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _page(user: User, batch: Batch) -> str:
    response = _as(user).get(f"/masuk/{batch.id}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_stopped_reading_goes_on_from_the_page_by_a_colleague(officer: User, colleague: User) -> None:
    batch, job = _received(officer)
    assert "Lanjutkan" not in _page(colleague, batch)
    jobs.cancel_job(by=officer, job=job)

    page = _page(colleague, batch)
    assert "Lanjutkan" in page
    assert "Pembacaan batch ini berhenti sebelum selesai" in page
    assert _as(colleague).post(f"/masuk/{batch.id}/lanjutkan/").status_code == 302

    again = Job.objects.latest("id")
    assert (again.id != job.id, again.created_by) == (True, colleague)
    assert jobs.run_now(again).state == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.pending) == ("checked", 6)
    assert "Lanjutkan" not in _page(colleague, batch)


def test_a_stopped_acceptance_goes_on_from_the_page(officer: User) -> None:
    batch = checked_batch(whole(2), by=officer)
    jobs.cancel_job(by=officer, job=services.accept_batch(by=officer, batch=batch))

    assert "Penerimaan batch ini berhenti sebelum selesai" in _page(officer, batch)
    assert _as(officer).post(f"/masuk/{batch.id}/lanjutkan/").status_code == 302

    assert jobs.run_now(Job.objects.latest("id")).state == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.accepted) == ("accepted", 6)


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        pytest.param("auditor", "64.08", 404, id="reads-only"),
        pytest.param("regency_verifier", "64.02", 404, id="elsewhere"),
        pytest.param("district_officer", "64.08.01", 403, id="no-batches"),
    ],
)
def test_who_may_not_begin_the_work_does_not_go_on_with_it(
    officer: User, role: str, region: str, status: int
) -> None:
    batch, job = _received(officer)
    jobs.cancel_job(by=officer, job=job)
    other = user_with_role(role, region)

    assert _as(other).post(f"/masuk/{batch.id}/lanjutkan/").status_code == status

    assert Job.objects.count() == 1
    if role == "auditor":
        assert "Lanjutkan" not in _page(other, batch)


def test_going_on_twice_begins_one_job_and_says_why(officer: User) -> None:
    batch, job = _received(officer)
    jobs.cancel_job(by=officer, job=job)
    client = _as(officer)

    client.post(f"/masuk/{batch.id}/lanjutkan/")
    second = client.post(f"/masuk/{batch.id}/lanjutkan/", follow=True)

    assert "sedang dikerjakan" in second.content.decode()
    assert Job.objects.count() == 2


def test_a_batch_whose_reading_stopped_can_be_refused_and_one_being_read_cannot(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STEP", 1)
    batch, job = _received(officer)
    with pytest.raises(TransitionRefused, match="sedang dikerjakan"):
        services.refuse_batch(by=officer, batch=batch, reason="Berkas keliru")
    assert "Tolak batch" not in _page(officer, batch)

    def stop(stage: str, *_: int) -> None:
        if stage == "Menyimpan baris dan temuan":
            Job.objects.filter(id=job.id).update(cancel_requested=True)

    assert jobs.run_now(job, on_progress=stop).state == "cancelled"
    batch.refresh_from_db()
    assert (batch.state, 0 < batch.rows_in < 6) == ("reading", True)

    assert "Tolak batch" in _page(officer, batch)
    _as(officer).post(f"/masuk/{batch.id}/tolak/", {"reason": "Berkas keliru"})

    batch.refresh_from_db()
    assert (batch.state, batch.refused, batch.pending, batch.held) == ("refused", batch.rows_in, 0, 0)


def test_a_colleague_follows_the_work_and_is_not_offered_to_stop_it(officer: User, colleague: User) -> None:
    batch, _job = _received(officer)
    address = f"/masuk/{batch.id}/kemajuan/"

    assert "Hentikan" in _page(officer, batch)
    page = _page(colleague, batch)

    assert f'hx-get="{address}"' in page
    assert "Hentikan" not in page
    fragment = _as(colleague).get(address, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "HX-Refresh" not in fragment
    assert "Hentikan" not in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_the_progress_of_ended_work_asks_for_the_whole_page(officer: User, colleague: User) -> None:
    batch, job = _received(officer)
    jobs.run_now(job)

    assert _as(colleague).get(f"/masuk/{batch.id}/kemajuan/")["HX-Refresh"] == "true"


def test_the_progress_is_not_read_from_elsewhere(officer: User) -> None:
    batch, _job = _received(officer)

    other = user_with_role("regency_verifier", "64.02")

    assert _as(other).get(f"/masuk/{batch.id}/kemajuan/").status_code == 404
