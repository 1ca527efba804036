"""The record of a hand-over: kept, corrected by a newer one, and nothing leaves once its use has ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tepat.intake.models import Batch
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.regions.clock import today_in
from tepat.registry.models import HandOver
from tests.factories.batches import accepted_batch
from tests.factories.lists import DUN, SENYIUR, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

TYPED = {
    "number": "156/BA/2024",
    "day": "2024-01-19",
    "giver": "Kemenko PMK",
    "purpose": "Verifikasi dan validasi sasaran",
    "last_day": "",
}


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08")


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _batch(officer: User, serial: int = 1, name: str = "P3KE 2023", region: str = DUN) -> Batch:
    return accepted_batch(
        files([family(serial, region=region)], [head(serial, region=region)]), by=officer, name=name
    )


def _record(officer: User, batch: Batch, **changes: str) -> HttpResponse:
    answer: Any = _client(officer).post(f"/masuk/{batch.id}/serah-terima/", TYPED | changes)
    return answer


def _downloaded(client: Client, region: str) -> bool:
    """Whether the list went out as a file; it is read to its end, which closes it."""
    answer: Any = client.get("/daftar/unduh/csv/", {"wilayah": region})
    return answer.status_code == 200 and b"ID Tepat" in b"".join(answer.streaming_content)


def _yesterday() -> str:
    return (today_in("64.08") - timedelta(days=1)).isoformat()


def test_the_record_stands_on_the_batch_page_and_in_the_trail(officer: User) -> None:
    batch = _batch(officer)

    answer = _record(officer, batch, last_day="2027-12-31")

    page = _client(officer).get(f"/masuk/{batch.id}/").content.decode()
    assert answer.status_code == 302
    for text in ("156/BA/2024", "19 Januari 2024", "Kemenko PMK", "31 Desember 2027"):
        assert text in page
    assert AuditEvent.objects.filter(action="hand_over.recorded", actor=officer, region_code="64.08").exists()


def test_a_correction_is_a_new_record_and_the_old_one_stays(officer: User) -> None:
    batch = _batch(officer)
    _record(officer, batch)

    _record(officer, batch, number="157/BA/2024")

    page = _client(officer).get(f"/masuk/{batch.id}/").content.decode()
    assert "157/BA/2024" in page
    assert "156/BA/2024" not in page
    assert HandOver.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"number": " "}, "Nomor berita acara", id="no-number"),
        pytest.param({"day": "kemarin"}, "Tanggal", id="no-date"),
        pytest.param({"last_day": "2020-01-01"}, "Tanggal akhir mendahului", id="ends-before"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    officer: User, typed: dict[str, str], sentence: str
) -> None:
    batch = _batch(officer)

    answer = _record(officer, batch, **typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Verifikasi dan validasi sasaran" in page
    assert not HandOver.objects.exists()


def test_nothing_leaves_once_the_agreed_use_has_ended(officer: User) -> None:
    batch = _batch(officer)
    _record(officer, batch, last_day=_yesterday())
    client = _client(officer)

    families = client.get("/daftar/unduh/xlsx/", follow=True)
    findings = client.get(f"/masuk/{batch.id}/temuan/unduh/csv/", follow=True)

    for answer in (families, findings):
        page = answer.content.decode()
        assert "Izin pakainya sudah berakhir" in page
        assert "156/BA/2024" in page
    assert not AuditEvent.objects.filter(action__endswith=".exported").exists()


def test_an_extension_opens_the_export_again(officer: User) -> None:
    batch = _batch(officer)
    _record(officer, batch, last_day=_yesterday())

    _record(officer, batch, number="9/BA/2025", last_day=today_in("64.08").isoformat())

    assert _downloaded(_client(officer), "")


def test_families_that_another_list_tells_of_too_may_leave(officer: User) -> None:
    ended = _batch(officer, 1)
    other = _batch(officer, 2, name="P3KE susulan", region=SENYIUR)
    _record(officer, ended, last_day=_yesterday())
    _record(officer, other)
    client = _client(officer)

    assert _downloaded(client, SENYIUR)
    assert not _downloaded(client, DUN)


def test_another_regency_cannot_record_or_read_it(officer: User) -> None:
    batch = _batch(officer)
    stranger = user_with_role("regency_verifier", "64.02")

    assert _client(stranger).get(f"/masuk/{batch.id}/serah-terima/").status_code == 404
    assert _record(stranger, batch).status_code == 404
    assert not HandOver.objects.exists()


def test_a_file_that_came_before_is_recognised(officer: User) -> None:
    given = files([family(1, region=DUN)], [head(1, region=DUN)])
    first = accepted_batch(given, by=officer)
    renamed = {f"salinan-{name}": content for name, content in given.items()}

    again = accepted_batch(renamed, by=officer)

    page = _client(officer).get(f"/masuk/{again.id}/").content.decode()
    assert "sama persis dengan yang diunggah" in page
    assert f"/masuk/{first.id}/" in page
    assert "sama persis" not in _client(officer).get(f"/masuk/{first.id}/").content.decode()
    assert first.created_at <= timezone.now()
