"""The chips above the list say how many families each would show, beside what is chosen already."""

import re

import pytest
from django.test import Client

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.registry.family_counts import family_counts
from tepat.registry.models import Family
from tepat.registry.queries import FamilyFilter
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, SENAMBAH, SENYIUR, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("officer")]

SHARED = generated_nik(77)


@made_once
def officer() -> User:
    """Desil 1 in Muara Dun and Senyiur, 2 in Senambah; the first and the last bear one number, one has none."""
    rows = ((1, DUN, "1", SHARED), (2, SENYIUR, "1", ""), (3, SENAMBAH, "2", SHARED))
    accepted_batch(
        files(
            [family(n, region=region, desil=desil, head_nik=nik) for n, region, desil, nik in rows],
            [head(n, region=region, nik=nik) for n, region, _desil, nik in rows],
        )
    )
    return user_with_role("regency_verifier", "64.08")


def _chips(user: User, address: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    page = client.get(address).content.decode()
    found = re.findall(
        r'<a class="chip[^>]*>(?:<svg.*?</svg>)?([^<]+?)(?: <span class="num">(\d+)</span>)?<', page
    )
    return {label.strip(): count for label, count in found}


def test_each_chip_counts_beside_what_is_chosen(officer: User) -> None:
    assert _chips(officer, "/daftar/") == {
        "Muara Ancalong": "2",
        "Muara Bengkal": "1",
        "NIK dipakai bersama": "2",
        "NIK belum ada": "1",
        "Desil 1": "2",
        "Desil 2": "1",
    }
    chosen = _chips(officer, "/daftar/?desil=1")
    assert chosen["Muara Ancalong"] == "2"
    assert "Muara Bengkal" not in chosen
    assert chosen["NIK dipakai bersama"] == "1"


def test_what_nobody_has_is_no_chip(officer: User) -> None:
    chips = _chips(officer, "/daftar/")

    assert "NIK rusak" not in chips
    assert "Desil 4" not in chips


def test_a_search_is_not_counted(officer: User) -> None:
    assert set(_chips(officer, "/daftar/?q=tidakada").values()) == {""}


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(FamilyFilter(), id="all"),
        pytest.param(FamilyFilter(region="64.08.01"), id="region"),
        pytest.param(FamilyFilter(desil=1, number="shared"), id="desil-and-number"),
        pytest.param(FamilyFilter(region="64.08.03", number="blank"), id="nobody"),
    ],
)
def test_the_total_is_what_the_filter_shows(officer: User, chosen: FamilyFilter) -> None:
    counts = family_counts(officer.scope(Permission.FAMILY_VIEW), officer)

    assert counts.total(chosen) == Family.objects.filter(chosen.q).count()


def test_the_counts_follow_the_registry(officer: User) -> None:
    before = _chips(officer, "/daftar/")["Desil 2"]
    accepted_batch(files([family(4, region=SENAMBAH, desil="2")], [head(4, region=SENAMBAH)]))

    assert (before, _chips(officer, "/daftar/")["Desil 2"]) == ("1", "2")
