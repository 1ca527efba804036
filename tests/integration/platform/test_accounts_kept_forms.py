"""A form that came after its session had ended: kept for its account alone, offered after the next login."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from time_machine import TimeMachineFixture

from tepat.intake.models import Batch
from tepat.platform.accounts import kept_forms
from tests.factories.batches import checked_batch
from tests.factories.lists import whole
from tests.factories.people import PASSWORD, user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

REASON = "Berkas Desa Senyiur tertukar"
OURS = {"Origin": "http://testserver", "Referer": "http://testserver/masuk/"}


@pytest.fixture
def batch(time_machine: TimeMachineFixture) -> Batch:
    time_machine.move_to("2031-02-03T01:00:00Z")
    return checked_batch(whole(2))


def log_in(client: Client, username: str) -> Any:
    return client.post("/akun/masuk/", {"login": username, "password": PASSWORD, "next": "/masuk/"})


def ended(client: Client, username: str, clock: TimeMachineFixture) -> None:
    """Log in, open a page, and leave it lying for longer than a session lasts."""
    log_in(client, username)
    client.get("/masuk/")
    clock.shift(timedelta(hours=15))


def send(client: Client, batch: Batch, **more: Any) -> Any:
    return client.post(f"/masuk/{batch.id}/tolak/", {"reason": REASON, **more}, headers=OURS)


def test_it_is_offered_after_the_next_login_and_sent_by_one_press(
    client: Client, batch: Batch, time_machine: TimeMachineFixture
) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    ended(client, officer.username, time_machine)

    answer = send(client, batch)
    login = client.get(answer["Location"])
    welcome = log_in(client, officer.username)
    page = client.get(welcome["Location"]).content.decode()

    assert "Isian yang Anda kirim disimpan" in login.content.decode()
    assert welcome["Location"] == "/akun/isian/"
    assert REASON in page
    assert f'action="/masuk/{batch.id}/tolak/"' in page
    assert 'href="/masuk/"' in page

    send(client, batch)

    batch.refresh_from_db()
    assert batch.state in ("refusing", "refused")
    assert kept_forms.kept_for(officer) is None
    assert client.get("/akun/isian/")["Location"] == "/"


def test_another_person_at_that_machine_sees_nothing_of_it(
    client: Client, batch: Batch, time_machine: TimeMachineFixture
) -> None:
    ended(client, user_with_role("regency_verifier", "64.08").username, time_machine)
    send(client, batch)

    welcome = log_in(client, user_with_role("auditor", "64.08").username)

    assert welcome["Location"] == "/masuk/"
    assert client.get("/akun/isian/")["Location"] == "/"


def test_it_lives_for_an_hour_and_lies_sealed(
    client: Client, batch: Batch, time_machine: TimeMachineFixture
) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    ended(client, officer.username, time_machine)
    send(client, batch)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM platform_cache WHERE cache_key LIKE '%%kept_form%%'")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert "Senyiur" not in str(rows)
    assert b"Senyiur" not in cache.get(f"accounts.kept_form:{officer.pk}")

    time_machine.shift(timedelta(minutes=61))
    assert log_in(client, officer.username)["Location"] == "/masuk/"


def test_secrets_are_left_out_and_files_are_named_only(
    client: Client, batch: Batch, time_machine: TimeMachineFixture
) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    ended(client, officer.username, time_machine)
    nik = "9908014507890123"

    send(client, batch, password="sangat-rahasia", catatan=f"NIK {nik}")

    found = kept_forms.kept_for(officer)
    assert found is not None
    assert [tuple(pair) for pair in found.kept] == [("reason", REASON)]
    assert found.withheld
    assert not found.whole


@pytest.mark.parametrize(
    ("path", "fields", "headers"),
    [
        pytest.param("tolak", {"reason": REASON}, {"Origin": "https://lain.example"}, id="a-strangers-page"),
        pytest.param("tolak", {"reason": "x" * 20_001}, OURS, id="beyond-all-size"),
        pytest.param("tolak", {f"isian{n}": "x" * 19_000 for n in range(4)}, OURS, id="too-much-in-all"),
        pytest.param("terima", {}, OURS, id="nothing-typed"),
        pytest.param("entah", {"reason": REASON}, OURS, id="no-such-page"),
    ],
)
def test_what_is_not_kept_is_said_to_be_lost(
    client: Client, batch: Batch, time_machine: TimeMachineFixture, path: str, fields: Any, headers: Any
) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    ended(client, officer.username, time_machine)

    answer = client.post(f"/masuk/{batch.id}/{path}/", fields, headers=headers)

    assert kept_forms.kept_for(officer) is None
    assert "isian=hilang" in answer["Location"]


def test_a_form_without_the_pages_stamp_is_not_kept(batch: Batch, time_machine: TimeMachineFixture) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    client.get("/masuk/")
    time_machine.shift(timedelta(hours=15))

    answer = send(client, batch)

    assert answer.status_code == 302
    assert kept_forms.kept_for(officer) is None


def test_whose_form_it_was_is_not_known_without_a_session(client: Client, batch: Batch) -> None:
    answer = send(client, batch)

    login = client.get(answer["Location"]).content.decode()

    assert "Isian yang baru dikirim tidak tersimpan." in login
