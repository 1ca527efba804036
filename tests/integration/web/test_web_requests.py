"""Around every request: its id, its log line, its language, its time zone."""

import logging
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import PASSWORD, user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _logged_in(role: str = "regency_verifier", region: str = "64.08") -> Client:
    client = Client()
    client.force_login(user_with_role(role, region))
    return client


def test_every_answer_carries_the_number_that_its_log_line_has(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="tepat.web"):
        response = client.get("/akun/masuk/?next=/daftar/")

    assert len(response["X-Request-ID"]) == 10
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("GET /akun/masuk/ 200 ")


def test_a_log_line_holds_the_route_and_never_the_query(caplog: pytest.LogCaptureFixture) -> None:
    client = _logged_in()

    with caplog.at_level(logging.INFO, logger="tepat.web"):
        client.get("/daftar/?q=Wiratmaja")

    assert "/daftar/ " in caplog.text
    assert "Wiratmaja" not in caplog.text


def test_an_id_from_outside_is_not_taken_over(client: Client) -> None:
    response = client.get("/akun/masuk/", headers={"X-Request-ID": "dari-luar"})

    assert response["X-Request-ID"] != "dari-luar"


def test_screens_are_indonesian_whatever_the_browser_asks_for(client: Client) -> None:
    response = client.get("/akun/masuk/", headers={"Accept-Language": "en-US"})

    assert '<html lang="id">' in response.content.decode()


def test_the_language_switch_switches(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/akun/masuk/"})

    assert '<html lang="en">' in client.get("/akun/masuk/").content.decode()


def test_a_page_that_is_not_there_is_404_in_the_frame_and_says_what_to_do() -> None:
    response = _logged_in().get("/tidak-ada/")

    text = response.content.decode()
    assert response.status_code == 404
    assert "Halaman ini tidak ada." in text
    assert 'aria-label="Utama"' in text
    assert response["X-Request-ID"] in text


def test_a_form_left_open_too_long_keeps_what_was_typed() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_with_role("regency_verifier", "64.08"))

    response = client.post(
        "/wilayah/", {"region": "64.08.01", "next": "/"}, headers={"Origin": "http://testserver"}
    )

    assert response.status_code == 403
    text = response.content.decode()
    assert "Formulir ini belum dikirim." in text
    assert "64.08.01" in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/wilayah/", 403, id="outside-ones-region"),
        pytest.param("/tidak-ada/", 404, id="no-such-page"),
        pytest.param("/masuk/01a210f8-b91b-752d-b3c9-12669e8cd18b/tolak/", 404, id="no-such-batch"),
    ],
)
def test_a_form_that_leads_nowhere_keeps_what_was_typed(path: str, status: int) -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    response = client.post(
        path, {"region": "64.71", "reason": "Warga pindah"}, headers={"Origin": "http://testserver"}
    )

    assert response.status_code == status
    text = response.content.decode()
    assert "Yang sudah Anda isi" in text
    assert "Warga pindah" in text


def test_login_works_with_the_form_as_it_is_drawn(client: Client) -> None:
    user = user_with_role("regency_verifier", "64.08")

    response = client.post("/akun/masuk/", {"login": user.username, "password": PASSWORD})

    assert response.status_code == 302


def test_the_site_can_stand_on_a_phones_home_screen(client: Client) -> None:
    manifest = client.get("/manifest.webmanifest").json()

    assert manifest["short_name"] == "Tepat"
    assert client.get("/favicon.ico").status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"path": "/undangan/a%00b/"}, id="path"),
        pytest.param({"path": "/daftar/?q=a%00b"}, id="address"),
        pytest.param({"path": "/daftar/?%00=a"}, id="name"),
        pytest.param({"path": "/daftar/", "headers": {"Cookie": r'sessionid="a\000b"'}}, id="cookie"),
        pytest.param(
            {
                "path": "/wilayah/",
                "method": "POST",
                "data": b"region=64%00",
                "content_type": "application/x-www-form-urlencoded",
            },
            id="form",
        ),
    ],
)
def test_a_nul_is_turned_away_wherever_it_comes(client: Client, sent: dict[str, Any]) -> None:
    response = client.generic(**{"method": "GET"} | sent)

    assert response.status_code == 400
    assert "Permintaan ini tidak dapat dibaca." in response.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["/jejak/", "/tersentuh/"])
def test_a_day_without_a_neighbour_is_no_error_of_the_server(path: str, day: str) -> None:
    response = _logged_in("auditor").get(path, {"dari": day, "sampai": day})

    assert response.status_code in (200, 422)
    assert "Pastikan nilai ini" in response.content.decode()
