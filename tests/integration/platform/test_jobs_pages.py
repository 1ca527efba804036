"""The pages of jobs: who sees which, how far they are, the receipt, and stopping one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs import claiming, running
from tepat.platform.jobs.models import Job
from tests.factories.people import user_with_role
from tests.integration.platform import job_handlers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    with job_handlers.registered():
        yield


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", full_name="Petugas Dinsos")


def ask(by: User, title: str = "Membaca P3KE 2023", region: str = "64.08") -> Job:
    return jobs.enqueue(
        "uji.steps", by=by, region=region, title=title, arguments={"steps": 4}, link="/masuk/"
    )


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_my_jobs_and_not_a_colleagues(officer: User) -> None:
    colleague = user_with_role("regency_verifier", "64.08")
    ask(officer, "Membaca berkas saya")
    ask(colleague, "Membaca berkas rekan")

    page = text(as_(officer), "/pekerjaan/")

    assert "Membaca berkas saya" in page
    assert "Membaca berkas rekan" not in page


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_watches_the_region_sees_all_its_jobs_and_no_others(officer: User, role: str) -> None:
    ask(officer, "Membaca Kutai Timur")
    ask(user_with_role("regency_verifier", "64.02"), "Membaca Kutai Kartanegara", region="64.02")

    page = text(as_(user_with_role(role, "64.08")), "/pekerjaan/")

    assert "Membaca Kutai Timur" in page
    assert "Membaca Kutai Kartanegara" not in page


def test_an_empty_list_says_what_will_stand_there(officer: User) -> None:
    assert "Belum ada pekerjaan" in text(as_(officer), "/pekerjaan/")


def test_a_long_list_goes_on_from_where_it_ended(officer: User) -> None:
    for number in range(52):
        ask(officer, f"Pekerjaan nomor {number:02}")
    client = as_(officer)

    first = client.get("/pekerjaan/")
    second = client.get("/pekerjaan/" + first.context["next"])

    assert [len(page.context["jobs"]) for page in (first, second)] == [50, 2]
    assert second.context["next"] == ""
    assert client.get("/pekerjaan/?before=bukan-nomor").status_code == 404


def test_a_running_job_shows_stage_rows_and_a_way_on_without_a_script(officer: User) -> None:
    job = ask(officer)
    Job.objects.filter(id=job.id).update(
        state="running",
        attempt=1,
        stage="Membaca baris",
        done=1500,
        total=6000,
        started_at=timezone.now(),
        lease_until=timezone.now(),
    )

    page = text(as_(officer), f"/pekerjaan/{job.id}/")

    assert "Membaca baris" in page
    assert "1.500 dari 6.000 baris" in page
    assert "boleh ditinggalkan" in page
    assert f'hx-get="/pekerjaan/{job.id}/kemajuan/"' in page
    assert "<noscript>" in page
    assert 'href="/masuk/"' in page


def test_a_finished_job_ends_with_a_receipt_that_adds_up(officer: User) -> None:
    job = jobs.run_now(ask(officer))

    page = text(as_(officer), f"/pekerjaan/{job.id}/")

    assert "Selesai dibaca" in page
    assert "tertahan" in page
    assert "Jumlahnya cocok" in page
    assert "hx-get" not in page.partition("<main")[2]


def test_the_progress_of_an_ended_job_asks_for_the_whole_page(officer: User) -> None:
    waiting, ended = ask(officer), jobs.run_now(ask(officer))
    client = as_(officer)

    still = client.get(f"/pekerjaan/{waiting.id}/kemajuan/", headers={"HX-Request": "true"})
    over = client.get(f"/pekerjaan/{ended.id}/kemajuan/", headers={"HX-Request": "true"})

    assert "HX-Refresh" not in still
    assert over["HX-Refresh"] == "true"
    assert "<html" not in still.content.decode()


def test_a_failed_job_says_what_to_do_and_its_number(officer: User) -> None:
    job = jobs.run_now(
        jobs.enqueue("uji.refusing", by=officer, region="64.08", title="Membaca", arguments={})
    )

    page = text(as_(officer), f"/pekerjaan/{job.id}/")

    assert "Unggah yang lain." in page
    assert str(job.id) in page


def cancel(client: Client, job: Job) -> int:
    return client.post(f"/pekerjaan/{job.id}/batalkan/").status_code


def test_who_asked_may_cancel_and_lands_on_the_job(officer: User) -> None:
    job = ask(officer)
    client = as_(officer)

    response = client.post(f"/pekerjaan/{job.id}/batalkan/", follow=True)

    job.refresh_from_db()
    assert job.state == "cancelled"
    assert "dibatalkan" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "region", "status", "cancelled"),
    [
        ("administrator", "64.08", 302, True),
        ("auditor", "64.08", 404, False),
        ("administrator", "64.02", 404, False),
        ("regency_verifier", "64.08", 404, False),
    ],
)
def test_who_else_may_cancel(officer: User, role: str, region: str, status: int, cancelled: bool) -> None:
    job = ask(officer)

    assert cancel(as_(user_with_role(role, region)), job) == status

    job.refresh_from_db()
    assert (job.state == "cancelled") is cancelled


def test_cancelling_what_has_ended_changes_nothing(officer: User) -> None:
    job = jobs.run_now(ask(officer))

    assert cancel(as_(officer), job) == 302

    job.refresh_from_db()
    assert job.state == "done"


def test_a_cancellation_that_waits_for_the_next_step_says_so(officer: User) -> None:
    job = ask(officer)
    claiming.claim("satu")
    client = as_(officer)

    cancel(client, job)

    assert "berhenti di langkah berikutnya" in text(client, f"/pekerjaan/{job.id}/")


def test_a_page_can_be_asked_for_the_job_that_works_on_it(officer: User) -> None:
    from tepat.platform.jobs import queries

    ask(officer)
    newest = ask(officer)

    assert queries.latest_for("/masuk/") == newest
    assert queries.latest_for("/lain/") is None


def test_the_page_of_a_job_in_trouble_shows_nothing_of_the_fault(officer: User) -> None:
    fault: Any = jobs.enqueue(
        "uji.faulty", by=officer, region="64.08", title="Membaca", arguments={"faults": 9}
    )
    job = running.run(claiming.claim("satu", only=fault) or fault)

    page = text(as_(officer), f"/pekerjaan/{job.id}/")

    assert "dicoba lagi" in page
    assert "ValueError" not in page
    assert "Sulastri" not in page
