"""Where somebody is logged in: seen by its owner, ended one by one or all at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tepat.platform import jobs
from tepat.platform.accounts.models import OpenSession, User
from tepat.platform.privacy.services import ask_for_retention
from tests.factories.people import PASSWORD, user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
START = datetime(2024, 2, 5, 1, 0, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.fixture(autouse=True)
def _monday(db: None, time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(START, tick=False)


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", username="dinsos.kutim")


def come_in(agent: str, address: str = "10.8.3.21") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/akun/masuk/", {"login": "dinsos.kutim", "password": PASSWORD})
    assert inside(client)
    return client


def inside(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def test_the_account_page_lists_ones_devices_with_shortened_addresses(officer: User) -> None:
    office = come_in(CHROME)
    come_in(PHONE, "2001:db8:1::5")

    page = office.get("/akun/").content.decode()

    assert "Chrome di Windows" in page
    assert "Firefox di Android" in page
    assert "10.8.x.x" in page
    assert "2001:0db8:…" in page
    assert "10.8.3.21" not in page
    assert "10.8.3.21" not in str(list(OpenSession.objects.values()))
    assert page.count("perangkat ini") == 1


def test_one_other_device_is_ended_and_the_rest_stays(officer: User) -> None:
    office, phone, third = come_in(CHROME), come_in(PHONE), come_in(CHROME)
    session = OpenSession.objects.get(agent=PHONE)

    office.post(f"/akun/sesi/{session.id}/")

    assert not inside(phone)
    assert inside(office)
    assert inside(third)


def test_all_others_are_ended_and_this_one_stays_listed(officer: User) -> None:
    office, phone = come_in(CHROME), come_in(PHONE)

    office.post("/akun/sesi/")

    assert not inside(phone)
    page = office.get("/akun/").content.decode()
    assert "Firefox di Android" not in page
    assert "perangkat ini" in page


def test_a_new_password_ends_the_other_devices(officer: User) -> None:
    office, phone = come_in(CHROME), come_in(PHONE)
    new = "pelangi-di-muara-77"

    office.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert not inside(phone)
    assert "Firefox di Android" not in office.get("/akun/").content.decode()


def test_nobody_ends_anothers(officer: User) -> None:
    office = come_in(CHROME)
    other = Client()
    other.force_login(user_with_role("regency_verifier", "64.08"))
    session = OpenSession.objects.get(user=officer)

    assert other.post(f"/akun/sesi/{session.id}/").status_code == 404

    assert inside(office)


def test_an_administrator_ends_all_of_a_persons(officer: User) -> None:
    office, phone = come_in(CHROME), come_in(PHONE)
    client = Client()
    client.force_login(user_with_role("administrator", "64.08"))

    client.post(f"/pengguna/{officer.id}/akhiri-sesi/")

    assert not inside(office)
    assert not inside(phone)


def test_who_went_out_or_was_idle_is_no_longer_listed(officer: User, time_machine: Any) -> None:
    office, phone = come_in(CHROME), come_in(PHONE)
    phone.post("/akun/keluar/")
    assert "Firefox di Android" not in office.get("/akun/").content.decode()
    come_in(PHONE)
    for _step in range(2):
        time_machine.shift(timedelta(minutes=20))
        inside(office)

    assert "Firefox di Android" not in office.get("/akun/").content.decode()


def test_old_rows_are_dropped(officer: User, time_machine: Any) -> None:
    come_in(CHROME)
    time_machine.shift(timedelta(days=6))
    come_in(PHONE)

    assert jobs.run_now(ask_for_retention(by=None)).state == "done"

    assert OpenSession.objects.get().agent == PHONE
    assert Session.objects.count() == 1
