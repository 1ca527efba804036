"""Coming in, staying in and going out, as a person at a browser sees it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tepat.platform.accounts import services
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tests.factories.people import PASSWORD, user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions", "empty_cache")]

LOGIN = "/akun/masuk/"
START = datetime(2024, 2, 5, 1, 0, tzinfo=UTC)


@pytest.fixture
def empty_cache(db: None) -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", username="dinsos.kutim", full_name="Petugas Dinsos")


def log_in(client: Client, username: str = "dinsos.kutim", password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post(LOGIN, {"login": username, "password": password, **more})


def actions() -> list[str]:
    told = AuditEvent.objects.filter(action__startswith="session.").order_by("id")
    return list(told.values_list("action", flat=True))


def test_the_right_password_leads_home_and_is_on_the_trail(client: Client, officer: User) -> None:
    answer = log_in(client)

    assert answer.status_code == 302
    assert answer["Location"] == "/"
    event = AuditEvent.objects.get(action="session.begun")
    assert (event.actor_id, event.region_code, event.via) == (officer.id, "64.08", "web")
    assert event.ip == "127.0.0.1"
    assert event.request_id == answer["X-Request-ID"]


def test_letters_of_the_name_may_be_large(client: Client, officer: User) -> None:
    assert log_in(client, "Dinsos.Kutim").status_code == 302


@pytest.mark.parametrize("username", ["dinsos.kutim", "tidak.ada", "system"])
def test_a_wrong_password_says_the_same_whoever_it_is(client: Client, officer: User, username: str) -> None:
    answer = log_in(client, username, "bukan sandinya")

    assert answer.status_code == 200
    assert "Nama pengguna atau kata sandi salah." in answer.content.decode()
    event = AuditEvent.objects.get(action="session.refused")
    assert event.actor_id is None
    for typed in ("bukan sandinya", "tidak.ada"):
        assert typed not in event.detail_text
    assert list(event.detail) == ["typed"]


def test_too_many_tries_are_answered_429(client: Client, officer: User) -> None:
    answers = [log_in(client, password=f"salah {n}").status_code for n in range(6)]

    assert answers == [200, 200, 200, 200, 200, 429]
    held_back = log_in(client)
    assert held_back.status_code == 429
    assert "Terlalu banyak percobaan" in held_back.content.decode()
    assert log_in(Client(), "orang.lain", "x").status_code == 200


def test_many_names_from_one_address_are_answered_429(client: Client, officer: User) -> None:
    answers = [log_in(client, f"nama.{n}", "salah").status_code for n in range(12)]

    assert answers.count(429) == 2


def test_a_closed_account_is_told_so_only_with_the_right_password(client: Client, officer: User) -> None:
    services.deactivate(by=None, user=officer)

    right, wrong = log_in(client), log_in(client, password="salah")

    assert right.status_code == 403
    assert "tidak aktif" in right.content.decode()
    assert "tidak aktif" not in wrong.content.decode()
    assert client.get("/akun/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/akun/", "/akun/"),
        ("/daftar/?desil=1", "/daftar/?desil=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://localhost/akun/", "/"),
    ],
)
def test_after_the_login_one_lands_on_our_own_pages_only(
    client: Client, officer: User, wanted: str, got: str
) -> None:
    assert log_in(client, next=wanted)["Location"] == got


def test_logging_out_leads_to_the_login_and_nowhere_else(client: Client, officer: User) -> None:
    log_in(client)

    answer = client.post("/akun/keluar/", {"next": "https://elsewhere.example/"})

    assert answer["Location"] == LOGIN
    assert client.get("/akun/").status_code == 302
    assert actions() == ["session.begun", "session.ended"]


def test_a_link_does_not_log_anybody_out(client: Client, officer: User) -> None:
    log_in(client)

    assert client.get("/akun/keluar/").status_code == 200
    assert client.get("/akun/").status_code == 200


@pytest.mark.parametrize(
    "name", ["account_signup", "account_reset_password", "account_email", "account_inactive"]
)
def test_there_is_no_sign_up_and_no_letter(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_an_idle_session_ends_and_says_so(client: Client, officer: User, time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to(START)
    log_in(client)
    assert client.get("/akun/").status_code == 200

    time_machine.move_to(START + timedelta(minutes=29))
    assert client.get("/akun/").status_code == 200
    time_machine.move_to(START + timedelta(minutes=58))
    assert client.get("/akun/").status_code == 200
    time_machine.move_to(START + timedelta(minutes=89))
    answer = client.get("/akun/?x=1")

    assert answer["Location"] == "/akun/masuk/?next=%2Fakun%2F%3Fx%3D1&berakhir=idle"
    login = client.get(answer["Location"])
    assert "30 menit tidak dipakai" in login.context["ended"]
    assert log_in(client, next="/akun/?x=1")["Location"] == "/akun/?x=1"
    event = AuditEvent.objects.get(action="session.ended")
    assert (event.detail, event.ip) == ({"reason": "idle"}, "127.0.0.1")


def test_a_session_ends_after_its_hours_however_busy(client: Client, officer: User, time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to(START)
    log_in(client)
    for minutes in range(0, 12 * 60, 20):
        time_machine.move_to(START + timedelta(minutes=minutes))
        assert client.get("/akun/").status_code == 200

    time_machine.move_to(START + timedelta(hours=12, seconds=1))
    answer = client.get("/akun/")

    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


def test_a_page_that_asks_by_itself_does_not_keep_a_session(
    client: Client, officer: User, time_machine
) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to(START)
    log_in(client)
    client.get("/akun/")
    for minutes in (10, 20, 29):
        time_machine.move_to(START + timedelta(minutes=minutes))
        client.get("/akun/", headers={"X-Tepat-Poll": "1"})

    time_machine.move_to(START + timedelta(minutes=31))

    assert client.get("/akun/").status_code == 302


def test_a_busy_session_is_not_written_at_every_request(client: Client, officer: User, time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to(START, tick=False)
    log_in(client)
    client.get("/akun/")
    kept = Session.objects.get().session_data

    time_machine.move_to(START + timedelta(seconds=30), tick=False)
    client.get("/akun/")
    assert Session.objects.get().session_data == kept
    time_machine.move_to(START + timedelta(seconds=90), tick=False)
    client.get("/akun/")

    assert Session.objects.get().session_data != kept


def test_a_role_that_ended_is_felt_at_the_next_click(client: Client, officer: User) -> None:
    log_in(client)
    assert client.get("/masuk/").status_code == 200

    services.end_role(by=None, assignment=officer.assignments[0])

    assert client.get("/masuk/").status_code == 403


def test_closing_an_account_ends_its_sessions(client: Client, officer: User) -> None:
    log_in(client)

    services.deactivate(by=None, user=officer)

    assert client.get("/akun/").status_code == 302


def test_changing_ones_password_ends_the_other_sessions_alone(client: Client, officer: User) -> None:
    other = Client()
    log_in(client)
    log_in(other)

    wrong = client.post("/akun/sandi/", {"oldpassword": "salah", "password1": "x", "password2": "x"})
    new = "rakit-tua-9-muara"
    right = client.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert "Kata sandi yang sekarang salah." in wrong.content.decode()
    assert right["Location"] == "/akun/"
    assert client.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302
    assert log_in(Client(), password=new).status_code == 302
    assert AuditEvent.objects.filter(action="user.password_set", actor=officer).count() == 1


def test_ending_ones_other_sessions(client: Client, officer: User) -> None:
    other = Client()
    log_in(client)
    log_in(other)

    answer = client.post("/akun/sesi/")

    assert answer["Location"] == "/akun/"
    assert client.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302


def test_my_account_says_who_i_am_and_where(client: Client, officer: User) -> None:
    services.assign_role(by=None, user=officer, role="village_officer", region="64.08.01.2001")
    log_in(client)

    body = client.get("/akun/").content.decode()

    for words in ("Petugas Dinsos", "Petugas Dinas Sosial", "Kutai Timur › Muara Ancalong › Senyiur", "WITA"):
        assert words in body


def test_the_region_one_looks_at_is_kept_and_stays_within_ones_own(client: Client, officer: User) -> None:
    log_in(client)
    session = client.session

    for chosen, seen in [("64.08.01", "64.08.01"), ("64.02", "64.08"), ("x", "64.08")]:
        session["region"] = chosen
        session.save()
        assert client.get("/akun/").wsgi_request.region == seen


def test_the_language_comes_with_the_person(client: Client, officer: User) -> None:
    services.choose_language(by=officer, language="en")

    answer = log_in(client)

    assert answer.cookies["django_language"].value == "en"


def test_a_language_chosen_in_this_browser_wins(client: Client, officer: User) -> None:
    client.cookies["django_language"] = "en"

    assert "django_language" not in log_in(client).cookies


def test_choosing_a_language_is_remembered(client: Client, officer: User) -> None:
    log_in(client)

    answer = client.post(reverse("set_language"), {"language": "en", "next": "/akun/"})

    officer.refresh_from_db()
    assert answer["Location"] == "/akun/"
    assert officer.language == "en"
