"""Which list the first page and the completeness page tell of: one of the chosen region, whole or marked."""

from typing import Any

import pytest
from django.test import Client

from tepat.intake import services
from tepat.intake.models import TargetList
from tepat.platform.accounts import services as accounts
from tepat.platform.accounts.models import User
from tepat.registry.models import ChangeSet
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import PERIAN, whole
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def _two_regencies(regions: None) -> None:
    """Three families in Kutai Timur, then, newer, two in Kutai Kartanegara, on lists of one name."""
    accepted_batch(whole(3))
    accepted_batch(whole(2, start=51, region=PERIAN), region="64.02")


def _as(user: User, region: str = "") -> Client:
    client = Client()
    client.force_login(user)
    if region:
        client.post("/wilayah/", {"region": region})
    return client


def _home(client: Client) -> Any:
    return client.get("/").context["home"]


@pytest.mark.usefixtures("_two_regencies")
@pytest.mark.parametrize(("region", "families"), [("64.08", 3), ("64.02", 2)])
def test_a_chosen_regency_shows_its_own_list(region: str, families: int) -> None:
    client = _as(user_with_role("province_observer", "64"), region)

    assert _home(client).whole.families == families
    assert client.get("/kelengkapan/").context["whole"].families == families


@pytest.mark.usefixtures("_two_regencies")
def test_a_role_in_two_regencies_shows_the_list_of_the_one_chosen() -> None:
    user = user_with_role("regency_verifier", "64.08")
    accounts.assign_role(by=None, user=user, role="regency_verifier", region="64.02")

    assert _home(_as(user, "64.08")).whole.families == 3
    assert _home(_as(user, "64.02")).whole.families == 2


@pytest.mark.usefixtures("_two_regencies")
def test_a_province_adds_up_the_lists_of_one_name() -> None:
    client = _as(user_with_role("province_observer", "64"))

    home = _home(client)
    page = client.get(home.completeness_href)

    assert (home.whole.families, home.list_where) == (5, "2 kabupaten/kota")
    assert {row["name"] for row in home.attention} == {"Kabupaten Kutai Timur", "Kabupaten Kutai Kartanegara"}
    assert page.context["whole"].families == 5
    assert len(page.context["lists"]) == 1
    below = client.get(f"{home.completeness_href}?wilayah=64.08")
    assert below.context["whole"].families == 3


def test_a_list_of_one_regency_is_named_with_it_in_the_province(regions: None) -> None:
    accepted_batch(whole(1), name="P3KE 2023")

    client = _as(user_with_role("province_observer", "64"))

    assert _home(client).list_where == "Kutai Timur"
    assert "P3KE 2023 · Kutai Timur" in client.get("/kelengkapan/").content.decode()


@pytest.mark.usefixtures("_two_regencies")
def test_a_list_that_does_not_reach_into_the_region_is_empty_there() -> None:
    accepted_batch(whole(1, start=81, region=PERIAN), region="64.02", name="P3KE 2024")
    newest = TargetList.objects.latest("id")

    client = _as(user_with_role("province_observer", "64"))
    answer = client.get(f"/kelengkapan/{newest.id}/", {"wilayah": "64.08"})

    assert answer.status_code == 200
    assert answer.context["rows"] == []
    assert [named.name for named in answer.context["lists"]] == ["P3KE 2023"]


def test_a_list_still_being_accepted_says_so(regions: None) -> None:
    accepted_batch(whole(2))
    client = _as(user_with_role("regency_verifier", "64.08"))
    assert "sedang diterima" not in client.get("/kelengkapan/").content.decode()

    services.accept_batch(by=User.objects.system(), batch=checked_batch(whole(1, start=31)))

    assert ChangeSet.objects.filter(published_at=None).count() == 1
    assert "sedang diterima" in client.get("/kelengkapan/").content.decode()
    assert _home(client).list_unfinished
    assert "sedang diterima" in client.get("/").content.decode()
