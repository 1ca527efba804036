"""What attackers try at the door, on the real stack: each of it answered, in words where a person reads them.

Guessing, `next` to other sites and used codes are in tests/integration/platform/test_accounts_login.py and
test_accounts_second_factor.py.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tepat.engine.layouts import office
from tepat.intake.models import Batch
from tepat.intake.services import keep_office_layout
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tests.factories.people import PASSWORD, user_with_role
from tests.factories.phones import code_of, enrol

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
PAYLOAD = "<script>document.title='jahat'</script>"
HTML = f"<!doctype html><title>x</title>{PAYLOAD}".encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg">{PAYLOAD}</svg>'.encode()


@pytest.fixture(autouse=True)
def _empty_cache(db: None) -> None:
    cache.clear()


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", username="dinsos.kutim")


@pytest.fixture
def client(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def log_in(client: Client, **more: str) -> Any:
    return client.post("/akun/masuk/", {"login": "dinsos.kutim", "password": PASSWORD, **more})


def test_a_session_that_somebody_else_began_is_not_the_one_of_the_login(officer: User) -> None:
    victim, attacker = Client(), Client()
    victim.get("/akun/masuk/")
    victim.post("/i18n/setlang/", {"language": "id", "next": "/"})
    planted = victim.session
    planted["x"] = "ditanam"
    planted.save()
    victim.cookies["sessionid"] = planted.session_key or ""
    attacker.cookies["sessionid"] = planted.session_key or ""

    log_in(victim)

    assert victim.get("/akun/").status_code == 200
    assert victim.cookies["sessionid"].value != planted.session_key
    assert attacker.get("/akun/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_session_changes_again_after_the_code(officer: User, time_machine: Any) -> None:
    phone, morning = Client(), datetime(2024, 2, 5, 1, 0, tzinfo=UTC)
    time_machine.move_to(morning)
    log_in(phone)
    secret, _codes = enrol(phone)
    time_machine.move_to(morning + timedelta(minutes=1))
    victim, attacker = Client(), Client()
    log_in(victim)
    attacker.cookies["sessionid"] = victim.cookies["sessionid"].value

    victim.post("/akun/masuk/kode/", {"code": code_of(secret)})

    assert victim.get("/akun/").status_code == 200
    assert attacker.get("/akun/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/akun/masuk/", "/akun/keluar/", "/akun/sesi/", "/akun/sandi/", "/pengguna/baru/", "/wilayah/"]
)
def test_a_form_of_another_site_is_refused_in_words(officer: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    answer = client.post(path, {"login": "a", "password": "b"}, headers={"origin": "https://jahat.example"})

    assert answer.status_code == 403
    assert "Formulir ini belum dikirim." in answer.content.decode()
    assert client.get("/akun/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/akun/masuk/", "/akun/", "/undangan/tidak-ada/", "/tidak-ada/", "/healthz"]
)
def test_no_page_stands_in_anothers_frame(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "target", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)"]
)
def test_no_page_sends_anybody_elsewhere(client: Client, target: str) -> None:
    answers = [
        client.post("/wilayah/", {"region": "64.08", "next": target}),
        client.post("/i18n/setlang/", {"language": "id", "next": target}),
        client.get("/akun/masuk/", {"next": target}),
        client.post("/akun/keluar/", {"next": target}),
    ]

    for answer in answers:
        assert "jahat" not in answer.headers.get("Location", "")
        assert not answer.headers.get("Location", "").startswith(("javascript", "//", "/\\"))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("halaman.html", HTML, "text/html"),
        ("gambar.svg", SVG, "image/svg+xml"),
        ("daftar.csv", HTML, "text/csv"),
        (f"{PAYLOAD}.csv", b"nama,nik\n" + SVG + b",1\n", "text/csv"),
    ],
    ids=["html", "svg", "html as csv", "name and cells"],
)
def test_an_uploaded_page_or_drawing_is_never_served_as_one(
    client: Client, name: str, content: bytes, kind: str
) -> None:
    sent = SimpleUploadedFile(name, content, content_type=kind)
    answers = [client.post("/masuk/baru/", {"list_name": PAYLOAD, "region": "64.08", "files": [sent]})]
    for job in Job.objects.all():
        jobs.run_now(job)
    for batch in Batch.objects.all():
        pages = ("", "temuan/", "temuan/unduh/csv/", "temuan/unduh/xlsx/", "tertahan/", "serah-terima/")
        answers += [client.get(f"/masuk/{batch.id}/{page}") for page in pages]

    for answer in answers:
        assert answer.get("Content-Type", "").split(";")[0] != "image/svg+xml"
        assert answer["X-Content-Type-Options"] == "nosniff"
        if answer.get("Content-Type", "").startswith("text/html"):
            assert PAYLOAD not in answer.content.decode()
        elif answer.status_code == 200:
            assert answer["Content-Disposition"].startswith("attachment")
            assert b"".join(answer.streaming_content)  # read to its end, which closes the file


def test_a_title_writes_no_header_of_the_file_it_names(client: Client, officer: User) -> None:
    title = 'Warga"\r\nSet-Cookie: jahat=1\r\n\r\n<b>'
    definition = office.define(
        title=title,
        subject="person",
        source="desa",
        region_code="names",
        legal_source="Surat 1/UJI",
        valid_from=date(2024, 2, 5),
        fields=[("NIK warga", "nik"), ("KK warga", "kk"), ("Nama warga", "name")],
    )
    kept = keep_office_layout(by=officer, region_code="64.08", definition=definition)

    answer = client.get(reverse("mapping:layout_file", args=[kept.id]))

    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer["Content-Disposition"])
    assert "jahat" not in answer.cookies


def test_behind_a_proxy_a_guesser_is_held_back_and_nobody_else(officer: User, settings: Any) -> None:
    """All come from the proxy's own address; who they are it says in X-Forwarded-For, at its end."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    guesser, other = "203.0.113.7", "198.51.100.4"

    for number in range(12):
        held = Client().post(
            "/akun/masuk/",
            {"login": f"tebakan.{number}", "password": "salah"},
            headers={"X-Forwarded-For": f"10.9.8.{number}, {guesser}"},
        )

    assert held.status_code == 429 or "Terlalu banyak" in held.content.decode()
    answer = Client().post(
        "/akun/masuk/",
        {"login": "dinsos.kutim", "password": PASSWORD},
        headers={"X-Forwarded-For": f"{guesser}, {other}"},
    )
    assert answer.status_code == 302
