"""Coming in with the office's account, against a real provider on this machine."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tests.factories.office import Office, office_provider
from tests.factories.people import PASSWORD, user_with_role
from tests.factories.phones import enrol

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("regions")]
START, BACK = "/akun/masuk/kantor/", "/akun/masuk/kantor/kembali/"
MAIL = "sari@dinsos.example"


@pytest.fixture
def office(settings: Any, db: None) -> Iterator[Office]:
    cache.clear()
    with office_provider(sub="k-1", email=MAIL, email_verified=True, name="Sari") as provider:
        settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
        yield provider


@pytest.fixture
def officer() -> User:
    user = user_with_role("regency_verifier", "64.08", username="sari.dinsos")
    User.objects.filter(pk=user.pk).update(email=MAIL)
    return user


def come_in(client: Client) -> Any:
    """To the provider, which lets the person pass, and back with its code."""
    to_office = client.get(START)
    asked = parse_qs(urlsplit(to_office["Location"]).query)
    return client.get(BACK, {"code": "sekali-pakai", "state": asked["state"][0]})


def inside(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def test_a_known_person_comes_in_and_the_trail_says_how(office: Office, officer: User) -> None:
    client = Client()

    answer = come_in(client)

    assert answer["Location"] == "/"
    assert inside(client)
    assert SocialAccount.objects.get().user_id == officer.id
    assert AuditEvent.objects.filter(action="user.office_linked", actor_id=officer.id).count() == 1
    assert AuditEvent.objects.filter(action="session.begun", actor_id=officer.id).count() == 1
    assert office.asked[0]["code_verifier"]
    assert "Masuk dengan akun kantor" in Client().get("/akun/masuk/").content.decode()


def test_afterwards_the_offices_key_counts_and_not_the_mail(office: Office, officer: User) -> None:
    come_in(Client())
    office.person["email"] = "lain@dinsos.example"
    client = Client()

    come_in(client)

    assert inside(client)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"email": "asing@dinsos.example"}, id="unknown"),
        pytest.param({"email_verified": False}, id="not vouched for"),
        pytest.param({"email": ""}, id="no mail"),
    ],
)
def test_who_has_no_account_here_gets_none(office: Office, officer: User, changed: dict[str, Any]) -> None:
    office.person.update(changed)
    client, before = Client(), User.objects.count()

    answer = come_in(client)

    page = client.get(answer["Location"]) if answer.status_code == 302 else answer
    assert "Akun kantor Anda belum dikenal di sini." in page.content.decode()
    assert not inside(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_a_mail_that_two_accounts_have_opens_neither(office: Office, officer: User) -> None:
    other = user_with_role("regency_planner", "64.08")
    User.objects.filter(pk=other.pk).update(email=MAIL)
    client = Client()

    come_in(client)

    assert not inside(client)


def test_a_closed_account_stays_closed(office: Office, officer: User) -> None:
    come_in(Client())
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client = Client()

    come_in(client)

    assert not inside(client)


def test_who_has_a_code_is_asked_for_it_after_the_office_too(office: Office, officer: User) -> None:
    phone = Client()
    phone.post("/akun/masuk/", {"login": "sari.dinsos", "password": PASSWORD})
    enrol(phone)
    client = Client()

    answer = come_in(client)

    assert answer["Location"] == "/akun/masuk/kode/"
    assert not inside(client)


def test_an_answer_that_was_not_asked_for_is_refused_in_words(office: Office, officer: User) -> None:
    client = Client()

    answer = client.get(BACK, {"code": "sekali-pakai", "state": "tiruan"})

    assert "Belum bisa masuk dengan akun kantor." in answer.content.decode()
    assert not inside(client)


def test_an_office_that_does_not_answer_is_told_of(settings: Any, db: None) -> None:
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = Office("http://127.0.0.1:9").settings()

    answer = Client().get(START)

    assert answer.status_code == 503
    assert "Layanan masuk kantor tidak menjawab" in answer.content.decode()


def test_without_the_setting_there_is_no_such_way(db: None) -> None:
    assert Client().get(START).status_code == 404
    assert Client().get(BACK, {"code": "x", "state": "y"}).status_code == 404
    assert "Masuk dengan akun kantor" not in Client().get("/akun/masuk/").content.decode()
