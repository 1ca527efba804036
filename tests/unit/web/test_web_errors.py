"""Pages for what goes wrong: no database, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tepat.web import errors
from tepat.web.middleware import RequestLog

OURS = {"Origin": "http://testserver"}


def _posted(**fields: object) -> HttpRequest:
    return RequestFactory().post("/masuk/baru/", fields, headers=OURS)


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (errors.bad_request, 400),
        (errors.csrf_failure, 403),
        (errors.too_large, 413),
        (errors.too_many, 429),
        (errors.server_error, 500),
        (errors.unavailable, 503),
    ],
)
def test_each_page_has_its_status_and_stands_without_the_database(page: object, status: int) -> None:
    assert callable(page)
    response: HttpResponse = page(RequestFactory().get("/"))

    assert response.status_code == status
    text = response.content.decode()
    assert f'<p class="fault-code num">{status}</p>' in text
    assert "fault-do" in text
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(errors.bad_request, id="400"),
        pytest.param(errors.csrf_failure, id="403"),
        pytest.param(errors.too_large, id="413"),
        pytest.param(errors.too_many, id="429"),
        pytest.param(errors.server_error, id="500"),
        pytest.param(errors.unavailable, id="503"),
    ],
)
def test_what_was_typed_is_offered_again(page: Callable[[HttpRequest], HttpResponse]) -> None:
    text = page(_posted(reason="Warga pindah ke Bontang", rt="004")).content.decode()

    assert "Warga pindah ke Bontang" in text
    assert 'name="rt"' in text
    assert 'action="/masuk/baru/"' in text
    assert "Kirim lagi" in text
    assert "csrfmiddlewaretoken" in text


def test_passwords_and_identity_numbers_are_not_printed_back() -> None:
    request = _posted(password="sangat-rahasia", q="9908014507890123", reason="Salah ketik")

    text = errors.server_error(request).content.decode()

    assert "sangat-rahasia" not in text
    assert "9908014507890123" not in text
    assert "Salah ketik" in text
    assert "Kirim lagi" not in text, "a form without its secrets is not whole"


def test_a_file_is_named_and_has_to_be_chosen_again() -> None:
    request = _posted(name="P3KE 2023", file=SimpleUploadedFile("keluarga.xlsx", b"x"))

    text = errors.unavailable(request).content.decode()
    request.close()

    assert "keluarga.xlsx" in text
    assert "P3KE 2023" in text
    assert "Kirim lagi" not in text


def test_what_a_strangers_page_sent_is_never_offered_again() -> None:
    request = RequestFactory().post(
        "/masuk/1/terima/", {"reason": "x"}, headers={"Origin": "https://lain.example"}
    )

    text = errors.csrf_failure(request).content.decode()

    assert "csrfmiddlewaretoken" not in text
    assert "/masuk/1/terima/" not in text


def test_a_body_over_the_limit_is_too_large_not_bad() -> None:
    assert errors.bad_request(_posted(), RequestDataTooBig("x")).status_code == 413


def test_a_busy_database_is_503_and_says_when_to_come_back() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answer = RequestLog(view).process_exception(
        _posted(reason="Tetap"), OperationalError("database is locked")
    )

    assert answer is not None
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Tetap" in answer.content.decode()


def test_a_database_that_fails_before_any_view_is_503_too() -> None:
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 503


def test_other_faults_are_left_to_django() -> None:
    middleware = RequestLog(lambda _request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), ValueError("x")) is None
