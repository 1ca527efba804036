"""A number stays masked until somebody asks for it; the asking leaves one event, and no digit in it."""

import pytest
from django.test import Client

from tepat.platform import audit
from tepat.platform.audit.models import AuditEvent
from tepat.platform.crypto import SealBroken
from tepat.registry import services
from tepat.registry.models import Family, IdentityNumber
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]

NIK = generated_nik(1)


@made_once
def place() -> str:
    """The family's page."""
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))
    return f"/daftar/{Family.objects.get().id}/"


def _client(role: str, region: str) -> Client:
    client = Client()
    client.force_login(user_with_role(role, region))
    return client


def _number() -> IdentityNumber:
    return IdentityNumber.objects.get(person__relation="head")


def test_the_page_shows_four_digits_and_records_nothing(place: str) -> None:
    page = _client("village_officer", DUN).get(place).content.decode()

    assert f"•••• •••• •••• {NIK[-4:]}" in page
    assert NIK not in page
    assert not AuditEvent.objects.filter(action="number.revealed").exists()


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_reveal_shows_that_number_alone_and_leaves_one_event(place: str, htmx: bool) -> None:
    client = _client("village_officer", DUN)
    headers = {"HX-Request": "true"} if htmx else {}

    answer = client.post(f"{place}nomor/{_number().id}/", headers=headers)

    text = answer.content.decode()
    assert NIK in text
    assert generated_nik(11) not in text
    event = AuditEvent.objects.get(action="number.revealed")
    assert event.subject_id == str(_number().person_id)
    assert event.detail == {"kind": "nik", "family": str(Family.objects.get().id)}
    assert not any(part in event.detail_text for part in (NIK, NIK[:8], NIK[-8:]))
    assert audit.verify() == []


def test_it_is_masked_again_on_the_next_look(place: str) -> None:
    client = _client("village_officer", DUN)
    client.post(f"{place}nomor/{_number().id}/")

    assert NIK not in client.get(place).content.decode()


def test_a_revealed_page_is_not_kept_by_the_browser(place: str) -> None:
    answer = _client("village_officer", DUN).post(f"{place}nomor/{_number().id}/")

    assert "no-store" in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("role", "region"), [("regency_planner", "64.08"), ("meeting_chair", DUN), ("leader", "64.08")]
)
def test_who_may_not_reveal_reads_no_digit_more(place: str, role: str, region: str) -> None:
    answer = _client(role, region).post(f"{place}nomor/{_number().id}/")

    assert answer.status_code in (403, 404)
    assert NIK not in answer.content.decode()
    assert not AuditEvent.objects.filter(action="number.revealed").exists()


def test_looking_is_no_revealing(place: str) -> None:
    answer = _client("village_officer", DUN).get(f"{place}nomor/{_number().id}/")

    assert answer.status_code == 405
    assert not AuditEvent.objects.filter(action="number.revealed").exists()


def test_a_number_copied_to_another_persons_row_does_not_open(place: str) -> None:
    mine, other = IdentityNumber.objects.order_by("id")
    IdentityNumber.objects.filter(id=mine.id).update(sealed=other.sealed)
    mine.refresh_from_db()

    with pytest.raises(SealBroken):
        services.reveal_number(
            by=user_with_role("village_officer", DUN), number=mine, family=Family.objects.get()
        )

    assert not AuditEvent.objects.filter(action="number.revealed").exists()
