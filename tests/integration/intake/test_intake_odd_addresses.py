"""Addresses typed by hand: a code that is none, a number that is no number."""

import pytest
from django.test import Client

from tepat.intake.models import Batch, Finding
from tests.factories.batches import accepted_batch
from tests.factories.lasting import made_once
from tests.factories.lists import family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_list")]


@made_once
def _list() -> None:
    accepted_batch(files([family(1)], [head(1, nik="99080114")]))


@pytest.fixture
def client(_list: None) -> Client:
    made = Client()
    made.force_login(user_with_role("regency_verifier", "64.08"))
    return made


@pytest.mark.parametrize("code", ["64.08.", "64.08.0", "64.08.01.20", "6", "abc", "64.08.01.20011", "%"])
def test_a_region_that_is_no_code_is_not_found(client: Client, code: str) -> None:
    assert client.get("/kelengkapan/", {"wilayah": code}).status_code == 404


@pytest.mark.parametrize("code", ["", "64.08", "64.08.01", "64.08\n"])
def test_a_region_that_is_a_code_is_shown(client: Client, code: str) -> None:
    assert client.get("/kelengkapan/", {"wilayah": code}).status_code == 200


@pytest.mark.parametrize("after", ["²", "-1", "x", "9" * 40, ""])
def test_a_cursor_that_is_no_number_starts_from_the_first(client: Client, after: str) -> None:
    batch = Batch.objects.get()
    assert Finding.objects.exists()

    answer = client.get(f"/masuk/{batch.id}/temuan/", {"after": after})

    assert answer.status_code == 200
    assert answer.context["lines"]


def test_a_desil_that_is_no_number_filters_nothing(client: Client) -> None:
    assert client.get("/daftar/", {"desil": "²"}).status_code == 200


def test_states_and_levels_are_told_in_the_readers_language(client: Client) -> None:
    client.cookies["django_language"] = "en"

    page = client.get("/kelengkapan/").content.decode()
    batches = client.get("/masuk/").content.decode()

    assert "By district" in page
    assert "accepted" in batches
    assert "diterima" not in batches
