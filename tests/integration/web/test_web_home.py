"""The first page: who one is here, what waits for one's decision, and where to go for it."""

import io
import re

import pytest
from django.test import Client

from tepat.intake import services
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import SENYIUR, family, files, head, whole
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08")


def _home(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/").content.decode()


def _waiting(user: User) -> list[str]:
    """The sentences under "Menunggu Anda" with the address each leads to."""
    listed = re.search(r'<ul class="waiting">(.*?)</ul>', _home(user), re.DOTALL)
    lines = re.findall(r'<span>(.*?)</span><a class="nowrap" href="(.*?)"', listed[1]) if listed else []
    return [f"{sentence} → {href}" for sentence, href in lines]


def test_a_batch_to_decide_tells_how_many_rows_are_ready_and_held(officer: User) -> None:
    batch = checked_batch(files([family(1), family(2, family_key="")], [head(1)]), by=officer)

    assert _waiting(officer) == [
        f"Batch P3KE 2023 belum diterima: 2 baris siap, 1 tertahan → /masuk/{batch.id}/"
    ]


def test_beyond_a_few_batches_it_tells_how_many_more(officer: User) -> None:
    for number in range(1, 6):
        checked_batch(files([family(number)]), by=officer, name=f"Daftar {number}")

    waiting = _waiting(officer)

    assert len(waiting) == 4
    assert waiting[-1] == "2 batch lain belum diterima → /masuk/?keadaan=checked"


def test_held_rows_of_an_accepted_batch_still_wait(officer: User) -> None:
    batch = accepted_batch(files([family(1), family(2, family_key="")], [head(1)]), by=officer)

    assert _waiting(officer) == [
        f"1 baris batch P3KE 2023 tertahan dan belum diputuskan → /masuk/{batch.id}/"
    ]

    services.refuse_batch(by=officer, batch=batch, reason="Tanpa kunci", only_held=True)
    assert _waiting(officer) == []


def test_a_batch_that_stopped_waits_to_be_gone_on_with(officer: User) -> None:
    incoming = [services.Incoming(name, io.BytesIO(content)) for name, content in whole(1).items()]
    batch, job = services.receive_batch(
        by=officer, list_name="P3KE 2023", region_code="64.08", incoming=incoming
    )
    assert not [line for line in _waiting(officer) if "berhenti" in line]

    jobs.cancel_job(by=officer, job=job)

    assert _waiting(officer) == [f"Batch P3KE 2023 berhenti sebelum selesai → /masuk/{batch.id}/"]


def test_a_village_officer_is_told_of_no_batch(officer: User) -> None:
    checked_batch(files([family(1)]), by=officer)

    page = _home(user_with_role("village_officer", SENYIUR))

    assert "Petugas desa/kelurahan" in page
    assert "Tidak ada yang menunggu Anda sekarang." in page


def test_a_role_without_a_page_yet_is_told_why_it_sees_none() -> None:
    page = _home(user_with_role("legal_officer", "64.08"))

    assert "Bagian Hukum" in page
    assert "peran Anda belum mempunyai halaman" in page
