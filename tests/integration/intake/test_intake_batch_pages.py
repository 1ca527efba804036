"""What the pages of batches and findings offer: ways back, filters with counts, files for those who may have them."""

import re

import pytest
from django.test import Client

from tepat.intake.models import Batch
from tepat.platform.accounts.models import User
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import PERIAN, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08")


def _page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def _groups(page: str) -> dict[str, int]:
    """Groups of chips by their label, and how many chips each has."""
    found = re.findall(r'<div class="chips" role="group" aria-label="(.*?)">(.*?)</div>', page, re.DOTALL)
    return {label: inside.count('class="chip') - inside.count("chips-") for label, inside in found}


def _damaged(by: User) -> Batch:
    return checked_batch(
        files([family(1, roof="AWAN"), family(2, family_key="")], [head(1, nik="99080114")]), by=by
    )


def test_the_way_back_leads_through_all_batches(officer: User) -> None:
    batch = _damaged(officer)

    for address in (f"/masuk/{batch.id}/", f"/masuk/{batch.id}/temuan/", "/masuk/baru/"):
        assert '<a href="/masuk/">Data masuk</a>' in _page(officer, address)
    assert f'<a href="/masuk/{batch.id}/">P3KE 2023</a>' in _page(officer, f"/masuk/{batch.id}/temuan/")


def test_held_rows_lead_to_what_holds_them(officer: User) -> None:
    batch = _damaged(officer)

    assert f'href="/masuk/{batch.id}/temuan/?severity=hold"' in _page(officer, f"/masuk/{batch.id}/")
    held = _page(officer, f"/masuk/{batch.id}/temuan/?severity=hold")
    assert "1 dari 1 temuan" in " ".join(held.split())


def test_filters_stand_apart_by_what_they_narrow(officer: User) -> None:
    batch = _damaged(officer)

    whole = _groups(_page(officer, f"/masuk/{batch.id}/temuan/"))
    one = _page(officer, f"/masuk/{batch.id}/temuan/?check=KEL-001")

    assert {"Akibat", "Kolom"} <= set(whole)
    assert set(_groups(one)) == {"Temuan"}
    assert "Buang semua saringan" in one


def test_an_auditor_sees_the_batch_but_is_offered_no_file_that_he_may_not_have(officer: User) -> None:
    batch = _damaged(officer)
    auditor = user_with_role("auditor", "64.08")

    for address in (f"/masuk/{batch.id}/", f"/masuk/{batch.id}/temuan/"):
        assert "/temuan/unduh/" in _page(officer, address)
        assert "/temuan/unduh/" not in _page(auditor, address)


def test_a_batch_of_held_rows_only_says_why_there_is_nothing_to_accept(officer: User) -> None:
    batch = checked_batch(files([family(1, region=PERIAN)]), by=officer)

    page = _page(officer, f"/masuk/{batch.id}/")

    assert "Tidak ada baris yang siap diterima." in page
    assert "Semua 1 baris tertahan" in page


def test_batches_are_filtered_by_their_state_with_counts(officer: User) -> None:
    accepted_batch(files([family(1)]), by=officer, name="Sudah")
    for number in (2, 3):
        checked_batch(files([family(number)]), by=officer, name=f"Belum {number}")

    whole, waiting = _page(officer, "/masuk/"), _page(officer, "/masuk/?keadaan=checked")

    assert "diperiksa · belum diterima" in whole
    assert _groups(whole) == {"Keadaan": 2}
    assert ("Belum 2" in waiting, "Belum 3" in waiting, ">Sudah<" in waiting) == (True, True, False)
    assert ">Sudah<" in _page(officer, "/masuk/?keadaan=omong-kosong")
    assert "Tidak ada batch dalam keadaan itu" in _page(officer, "/masuk/?keadaan=refused")
