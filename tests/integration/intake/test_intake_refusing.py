"""Turning rows away: decided at once, carried out in steps, gone on with after a halt, and accounted for."""

from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tepat.intake import services
from tepat.intake.models import Batch, BatchRow, Refusal
from tepat.intake.services import refusing
from tepat.intake.transitions import TransitionRefused
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import PERIAN, contents, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

# Three rows that may go in, five that cannot be identified.
EIGHT = files([family(1)], [head(1), head(2), *(head(n, region=PERIAN) for n in range(3, 8))])


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna")


@pytest.fixture
def _steps_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "ROWS_A_STEP", 2)


def _account(batch: Batch) -> tuple[str, int, int, int, int]:
    """State and counts, which must also be those of the rows."""
    batch.refresh_from_db()
    counted = {name: getattr(batch, name) for name in ("pending", "accepted", "held", "refused")}
    by_state = Counter(BatchRow.objects.filter(batch=batch).values_list("state", flat=True))
    assert {name: by_state[name] for name in counted} == counted
    return (batch.state, *counted.values())  # type: ignore[return-value]


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _page(user: User, batch: Batch) -> str:
    return _client(user).get(f"/masuk/{batch.id}/").content.decode()


def test_a_batch_of_usual_size_is_refused_before_the_page_answers(officer: User) -> None:
    batch = checked_batch(EIGHT)

    answer = _client(officer).post(f"/masuk/{batch.id}/tolak/", {"reason": "Berkas lama"}, follow=True)

    assert _account(batch) == ("refused", 0, 0, 0, 8)
    assert not Job.objects.filter(name="intake.refuse_rows").exists()
    page = answer.content.decode()
    assert "Ibu Ratna menolak 8 baris" in page
    assert "Berkas lama" in page


@pytest.mark.usefixtures("_steps_of_two")
def test_of_a_large_batch_the_decision_stands_at_once_and_a_job_carries_it_out(officer: User) -> None:
    batch = checked_batch(EIGHT)

    services.refuse_batch(by=officer, batch=batch, reason="Berkas lama")
    assert _account(batch) == ("refusing", 1, 0, 5, 2)
    assert (batch.decided_by, batch.decided_at is None) == (officer, False)
    [refusal] = Refusal.objects.all()
    assert (refusal.by, refusal.reason, refusal.rows) == (officer, "Berkas lama", 8)
    page = _page(officer, batch)
    assert "sedang ditolak" in page
    assert "Ibu Ratna menolak 8 baris" in page

    seen = []
    job = jobs.run_now(
        Job.objects.latest("id"),
        on_progress=lambda stage, done, total: seen.append((stage, done, total, *_account(batch))),
    )

    stage = "Menandai baris yang ditolak"
    assert seen == [
        (stage, 2, 8, "refusing", 1, 0, 5, 2),
        (stage, 4, 8, "refusing", 0, 0, 4, 4),
        (stage, 6, 8, "refusing", 0, 0, 2, 6),
    ]
    assert (job.state, _account(batch)) == ("done", ("refused", 0, 0, 0, 8))
    receipt = _client(officer).get(f"/pekerjaan/{job.id}/").content.decode()
    assert "Setiap baris terhitung" in receipt
    assert "Jumlahnya cocok" in receipt
    assert not contents()["Family"]


@pytest.mark.usefixtures("_steps_of_two")
def test_held_rows_alone_leave_a_checked_batch_checked(officer: User) -> None:
    batch = checked_batch(EIGHT)

    services.refuse_batch(by=officer, batch=batch, reason="Bukan warga sini", only_held=True)
    assert _account(batch) == ("refusing_held", 3, 0, 3, 2)
    jobs.run_now(Job.objects.latest("id"))

    assert _account(batch) == ("checked", 3, 0, 0, 5)
    assert batch.decided_by is None


@pytest.mark.usefixtures("_steps_of_two")
def test_held_rows_of_an_accepted_batch_leave_it_accepted(officer: User) -> None:
    batch = accepted_batch(EIGHT)

    services.refuse_batch(by=officer, batch=batch, reason="Bukan warga sini", only_held=True)
    assert _account(batch) == ("refusing_held", 0, 3, 3, 2)
    jobs.run_now(Job.objects.latest("id"))

    assert _account(batch) == ("accepted", 0, 3, 0, 5)
    assert batch.decided_by == User.objects.system()


def test_a_second_refusal_does_not_overwrite_the_first(officer: User) -> None:
    batch = checked_batch(EIGHT)

    services.refuse_batch(by=officer, batch=batch, reason="Bukan warga sini", only_held=True)
    services.refuse_batch(by=officer, batch=batch, reason="Berkas lama")

    assert list(Refusal.objects.values_list("reason", "rows")) == [
        ("Bukan warga sini", 5),
        ("Berkas lama", 3),
    ]
    page = _page(officer, batch)
    assert "Bukan warga sini" in page
    assert "Berkas lama" in page


@pytest.mark.usefixtures("_steps_of_two")
@pytest.mark.parametrize("only_held", [False, True], ids=["batch", "held"])
def test_while_rows_are_turned_away_no_other_decision_is_taken(officer: User, only_held: bool) -> None:
    batch = accepted_batch(EIGHT) if only_held else checked_batch(EIGHT)
    services.refuse_batch(by=officer, batch=batch, reason="Berkas lama", only_held=only_held)
    other = user_with_role("regency_verifier", "64.08", full_name="Pak Bakri")
    before = _account(batch)

    acts: list[Any] = [
        lambda: services.accept_batch(by=other, batch=batch),
        lambda: services.refuse_batch(by=other, batch=batch, reason="Juga"),
        lambda: services.refuse_batch(by=other, batch=batch, reason="Juga", only_held=True),
    ]
    for act in acts:
        with pytest.raises(TransitionRefused, match="sedang ditolak, oleh Ibu Ratna"):
            act()

    assert _account(batch) == before
    assert Refusal.objects.count() == 1


@pytest.mark.usefixtures("_steps_of_two")
def test_a_refusal_that_was_stopped_goes_on_from_the_page(officer: User) -> None:
    batch = checked_batch(EIGHT)
    services.refuse_batch(by=officer, batch=batch, reason="Berkas lama")
    jobs.cancel_job(by=officer, job=Job.objects.latest("id"))
    assert "Penolakan ini berhenti sebelum selesai" in _page(officer, batch)
    assert "Lanjutkan" not in _page(user_with_role("auditor", "64.08"), batch)

    assert _client(officer).post(f"/masuk/{batch.id}/lanjutkan/").status_code == 302

    assert jobs.run_now(Job.objects.latest("id")).state == "done"
    assert _account(batch) == ("refused", 0, 0, 0, 8)


def test_a_refused_batch_without_rows_speaks_of_no_findings(officer: User) -> None:
    batch = checked_batch({"surat.pdf": b"%PDF-1.7"})

    services.refuse_batch(by=officer, batch=batch, reason="Minta ulang")

    page = _page(officer, batch)
    assert "Minta ulang" in page
    assert "lolos setiap pemeriksaan" not in page


def test_the_database_keeps_no_refusal_without_a_reason(officer: User) -> None:
    batch = services.refuse_batch(by=officer, batch=checked_batch(EIGHT), reason="Berkas lama")

    with pytest.raises(IntegrityError), transaction.atomic():
        batch.refusals.update(reason="")


def test_the_database_keeps_no_refused_batch_with_rows_left(officer: User) -> None:
    batch = checked_batch(EIGHT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(id=batch.id).update(state="refused")
