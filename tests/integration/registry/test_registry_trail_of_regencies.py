"""What touches families of several regencies stands in each one's chain, with the families of that one."""

from collections.abc import Mapping

import pytest
from django.test import Client

from tepat.platform import audit
from tepat.platform.accounts import services as accounts
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.audit.recording import by_chain
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import DUN, PERIAN, SENAMBAH, family, files
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _of_both() -> User:
    """An officer of two regencies, who may look at their province."""
    user = user_with_role("regency_verifier", "64.02")
    for role, region in (("regency_verifier", "64.08"), ("auditor", "64")):
        accounts.assign_role(by=User.objects.system(), user=user, role=role, region=region)
    return User.objects.get(id=user.id)


@pytest.fixture
def _here_and_there(regions: None) -> None:
    """Two families in Kutai Timur and one in Kutai Kartanegara, all of whose heads bear one number."""
    nik = generated_nik(1)
    accepted_batch(files([family(1, head_nik=nik), family(2, region=SENAMBAH, head_nik=nik)]))
    accepted_batch(files([family(3, region=PERIAN, head_nik=nik)]), region="64.02")


@pytest.mark.parametrize(
    ("region", "counts", "places"),
    [
        pytest.param("64", {DUN: 2, SENAMBAH: 1, PERIAN: 4}, {"64.02": 4, "64.08": 3}, id="province"),
        pytest.param("64.08.01", {DUN: 2}, {"64.08.01": 2}, id="looked-within-the-regency"),
        pytest.param("64.08.01", {DUN: 2, PERIAN: 1}, {"64.02": 1, "64.08.01": 2}, id="looked-within-one"),
        pytest.param("64.08", {PERIAN: 1}, {"64.02": 1}, id="found-elsewhere"),
        pytest.param("64.08", {}, {"64.08": 0}, id="nothing"),
        pytest.param("", {"": 1, "64": 2, DUN: 3}, {"": 1, "64": 2, "64.08": 3}, id="above-regencies"),
    ],
)
def test_where_an_act_on_several_regions_is_recorded(
    region: str, counts: Mapping[str, int], places: Mapping[str, int]
) -> None:
    assert by_chain(region, counts) == places


def _told(action: str) -> dict[str, int]:
    return {event.chain: event.detail["count"] for event in AuditEvent.objects.filter(action=action)}


@pytest.mark.usefixtures("_here_and_there")
def test_an_export_of_two_regencies_stands_in_both_chains() -> None:
    client = _client(_of_both())

    answer = client.get("/daftar/unduh/csv/")

    assert list(answer)
    assert answer.headers["X-Row-Count"] == "3"
    assert _told("families.exported") == {"64.08": 2, "64.02": 1}
    assert audit.verify() == []


@pytest.mark.usefixtures("_here_and_there")
def test_a_number_found_in_two_regencies_stands_in_both_chains() -> None:
    _client(_of_both()).post("/daftar/cari/", {"q": generated_nik(1)})

    assert _told("number.searched") == {"64.08": 2, "64.02": 1}


def test_a_number_of_nobody_stands_where_it_was_looked_for() -> None:
    _client(user_with_role("village_officer", DUN)).post("/daftar/cari/", {"q": generated_nik(1)})

    event = AuditEvent.objects.get(action="number.searched")
    assert (event.region_code, event.detail["count"]) == (DUN, 0)


def test_findings_on_another_regencys_rows_stand_in_its_chain_too() -> None:
    batch = checked_batch(
        files([family(1, region=PERIAN), family(2, head_nik="99080114"), family(3, region="64.99.01.2001")])
    )

    assert list(
        _client(user_with_role("regency_verifier", "64.08")).get(f"/masuk/{batch.id}/temuan/unduh/csv/")
    )

    there = batch.findings.filter(region_code=PERIAN).count()
    assert there
    assert _told("findings.exported") == {"64.02": there, "64.08": batch.findings.count() - there}
