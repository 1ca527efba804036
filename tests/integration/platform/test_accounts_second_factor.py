"""Codes from a phone: taken up, asked for, required, lost and reset, through the pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from tepat.platform.accounts import services
from tepat.platform.accounts.models import User
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.audit.models import AuditEvent
from tests.factories.people import PASSWORD, user_with_role
from tests.factories.phones import code_of, enrol

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("regions")]
START = datetime(2024, 2, 5, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _morning(db: None, time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(START, tick=False)


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", username="dinsos.kutim")


def log_in(client: Client) -> Any:
    return client.post("/akun/masuk/", {"login": "dinsos.kutim", "password": PASSWORD})


def inside(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def actions(first: str = "factor.") -> list[str]:
    return list(
        AuditEvent.objects.filter(action__startswith=first).order_by("id").values_list("action", flat=True)
    )


def test_the_password_alone_no_longer_opens_the_account(officer: User, time_machine: Any) -> None:
    phone = Client()
    log_in(phone)
    secret, _codes = enrol(phone)
    assert actions() == ["factor.added"]
    time_machine.shift(timedelta(minutes=1))
    client = Client()

    answer = log_in(client)

    assert answer["Location"] == "/akun/masuk/kode/"
    assert not inside(client)
    assert actions("session.begun") == ["session.begun"]
    assert client.post("/akun/masuk/kode/", {"code": code_of(secret)}).status_code == 302
    assert inside(client)
    assert actions("session.begun") == ["session.begun", "session.begun"]


def test_a_code_opens_one_login_only(officer: User, time_machine: Any) -> None:
    phone = Client()
    log_in(phone)
    secret, _codes = enrol(phone)
    time_machine.shift(timedelta(minutes=1))
    code = code_of(secret)
    first, second = Client(), Client()
    log_in(first)
    log_in(second)
    first.post("/akun/masuk/kode/", {"code": code})

    answer = second.post("/akun/masuk/kode/", {"code": code})

    assert "Kode salah atau sudah terpakai." in answer.content.decode()
    assert inside(first)
    assert not inside(second)
    assert actions()[-1] == "factor.refused"


@pytest.mark.parametrize("minutes", [-1, 1], ids=["the minute before", "the minute after"])
def test_a_code_of_another_minute_is_refused(officer: User, time_machine: Any, minutes: int) -> None:
    phone = Client()
    log_in(phone)
    secret, _codes = enrol(phone)
    time_machine.shift(timedelta(minutes=5))
    client = Client()
    log_in(client)
    moment = (START + timedelta(minutes=5 + minutes)).timestamp()

    client.post("/akun/masuk/kode/", {"code": code_of(secret, moment)})

    assert not inside(client)


def test_guessing_codes_is_held_back_and_said_in_words(officer: User, time_machine: Any) -> None:
    phone = Client()
    log_in(phone)
    secret, _codes = enrol(phone)
    time_machine.shift(timedelta(minutes=1))
    client = Client()
    log_in(client)
    wrong = str((int(code_of(secret)) + 1) % 1_000_000).zfill(6)
    for _again in range(5):
        client.post("/akun/masuk/kode/", {"code": wrong})

    answer = client.post("/akun/masuk/kode/", {"code": code_of(secret)})

    assert "Terlalu banyak percobaan. Tunggu lima menit." in answer.content.decode()
    assert not inside(client)


def test_a_recovery_code_stands_in_for_the_phone_once_and_is_shown_once(
    officer: User, time_machine: Any
) -> None:
    phone = Client()
    log_in(phone)
    _secret, codes = enrol(phone)
    assert len(codes) == 10
    assert codes[0] not in phone.get("/akun/kode/cadangan/").content.decode()
    time_machine.shift(timedelta(minutes=1))
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client)
        client.post("/akun/masuk/kode/", {"code": codes[0]})

    assert inside(first)
    assert not inside(second)
    assert "Tersisa 9 dari 10 kode" in phone.get("/akun/kode/cadangan/").content.decode()


def test_secrets_do_not_stand_in_the_database(officer: User) -> None:
    phone = Client()
    log_in(phone)
    secret, codes = enrol(phone)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert codes[0] not in kept


def test_who_must_have_a_code_is_led_to_enrolment_before_any_other_page(officer: User, settings: Any) -> None:
    settings.TEPAT_REQUIRE_TOTP = frozenset({"regency_verifier"})
    client = Client()
    log_in(client)

    for path in ("/", "/akun/", "/daftar/", "/akun/sandi/", "/akun/kode/cadangan/"):
        assert client.get(path)["Location"] == "/akun/kode/pasang/", path
    assert client.post("/akun/sesi/")["Location"] == "/akun/kode/pasang/"
    assert client.get("/", HTTP_HX_REQUEST="true")["HX-Redirect"] == "/akun/kode/pasang/"

    enrol(client)

    assert inside(client)


@pytest.mark.parametrize(
    ("asked", "led"),
    [({"all"}, True), ({"administrator"}, False), (set(), False)],
    ids=["all", "another role", "none"],
)
def test_the_setting_says_whom_it_is_required_of(
    officer: User, settings: Any, asked: set[str], led: bool
) -> None:
    settings.TEPAT_REQUIRE_TOTP = frozenset(asked)
    client = Client()

    log_in(client)

    assert inside(client) is not led


def test_who_must_have_a_code_cannot_take_it_off(officer: User, settings: Any) -> None:
    client = Client()
    log_in(client)
    enrol(client)
    settings.TEPAT_REQUIRE_TOTP = frozenset({"all"})

    answer = client.post("/akun/kode/lepas/")

    assert "Peran Anda wajib memakai kode." in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_one_may_take_it_off_where_it_is_not_required(officer: User) -> None:
    client = Client()
    log_in(client)
    enrol(client)

    client.post("/akun/kode/lepas/")

    assert not Authenticator.objects.exists()
    assert actions() == ["factor.added", "factor.removed"]


def test_long_after_the_login_the_password_is_asked_again(officer: User, time_machine: Any) -> None:
    client = Client()
    log_in(client)
    client.get("/akun/")
    time_machine.shift(timedelta(minutes=20))

    answer = client.get("/akun/kode/pasang/")
    assert answer["Location"].startswith("/akun/pastikan/")
    assert "Kata sandi yang sekarang salah." not in client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {"password": PASSWORD, "next": "/akun/kode/pasang/"})

    assert client.get("/akun/kode/pasang/").status_code == 200


def test_a_lost_device_is_reset_by_the_administrator_of_the_region(officer: User) -> None:
    client = Client()
    log_in(client)
    enrol(client)
    administrator = user_with_role("administrator", "64.08")

    services.reset_factors(by=administrator, user=officer)

    assert not Authenticator.objects.exists()
    assert not inside(client)
    event = AuditEvent.objects.get(action="factor.reset")
    assert (event.actor_id, event.subject_id) == (administrator.id, str(officer.id))
    assert log_in(Client())["Location"] == "/"


def test_nobody_else_resets_a_device(officer: User) -> None:
    client = Client()
    log_in(client)
    enrol(client)

    for by in (user_with_role("administrator", "64.02"), user_with_role("regency_verifier", "64.08")):
        with pytest.raises(AccountRefused):
            services.reset_factors(by=by, user=officer)

    assert Authenticator.objects.filter(type="totp").exists()
