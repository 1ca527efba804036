"""Completeness worked out by hand on a small list, at every level, as numbers and as the page shows it."""

from typing import Any

import pytest
from django.test import Client

from tepat.intake.completeness import matrix
from tepat.intake.models import TargetList
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import Scope, scope_of
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, SENAMBAH, SENYIUR, child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("target_list")]

COUNTRY = Scope(("",))


@made_once
def target_list() -> TargetList:
    """Two families in Muara Dun, one in Senyiur of the same district, one in Senambah of another."""
    accepted_batch(
        files(
            [
                family(1),
                family(2, address="", roof="", desil=""),
                family(3, region=SENYIUR),
                family(4, region=SENAMBAH, floor="LANTAI EMAS"),
            ],
            [
                head(1),
                child(11, 1, nik="", birth_date=""),
                head(2, nik="99080114"),
                head(3, region=SENYIUR, nik=generated_nik(4)),
                child(31, 3, region=SENYIUR, occupation=""),
                head(4, region=SENAMBAH),
            ],
        )
    )
    return TargetList.objects.get()


def _cells(target_list: TargetList, level: str, **options: Any) -> dict[str, dict[str, tuple[int, int]]]:
    rows = matrix.matrix([target_list], scope=options.pop("scope", COUNTRY), level=level, **options)
    data = matrix.as_data("P3KE 2023", level, rows)
    return {
        region["code"]: {name: (cell["filled"], cell["total"]) for name, cell in region["fields"].items()}
        for region in data["regions"]
    }


def test_the_matrix_is_what_a_hand_counts(target_list: TargetList) -> None:
    cells = _cells(target_list, "village")

    assert set(cells) == {DUN, SENYIUR, SENAMBAH}
    dun = cells[DUN]
    # Three people: one number sound, one blank, one damaged.
    assert dun["nik_status"] == (1, 3)
    assert dun["birth_date"] == (2, 3)
    assert (dun["name"], dun["relation"], dun["sex"]) == ((3, 3),) * 3
    # Two families, the second without address, roof and desil; no list brings KK numbers.
    assert (dun["address"], dun["roof"], dun["desil"], dun["floor"]) == ((1, 2), (1, 2), (1, 2), (2, 2))
    assert dun["kk_status"] == (0, 2)
    # The number of Senyiur's head is also borne in Senambah: sound for neither.
    assert cells[SENYIUR]["nik_status"] == (1, 2)
    assert cells[SENAMBAH]["nik_status"] == (0, 1)
    assert cells[SENYIUR]["occupation"] == (1, 2)
    # A value outside the list of codes is no answer.
    assert cells[SENAMBAH]["floor"] == (0, 1)


@pytest.mark.parametrize(
    ("level", "parts"),
    [
        ("district", {"64.08.01": (DUN, SENYIUR), "64.08.03": (SENAMBAH,)}),
        ("regency", {"64.08": (DUN, SENYIUR, SENAMBAH)}),
        ("province", {"64": (DUN, SENYIUR, SENAMBAH)}),
    ],
)
def test_a_level_is_the_sum_of_its_villages(
    target_list: TargetList, level: str, parts: dict[str, tuple[str, ...]]
) -> None:
    villages = _cells(target_list, "village")

    cells = _cells(target_list, level)

    assert set(cells) == set(parts)
    for code, below in parts.items():
        for name, (filled, total) in cells[code].items():
            summed = [villages[village][name] for village in below]
            assert (filled, total) == (sum(f for f, _ in summed), sum(t for _, t in summed)), (code, name)


def test_the_total_is_the_sum_of_the_rows(target_list: TargetList) -> None:
    rows = matrix.matrix([target_list], scope=COUNTRY, level="village")

    whole = matrix.total(rows)

    assert (whole.families, whole.people) == (4, 6)
    for position, cell in enumerate(whole.cells):
        assert cell.filled == sum(row.cells[position].filled for row in rows)
        assert cell.total == sum(row.cells[position].total for row in rows)


def test_the_least_complete_comes_first(target_list: TargetList) -> None:
    rows = matrix.matrix([target_list], scope=COUNTRY, level="village")

    shares = [row.whole.percent for row in rows]
    assert shares == sorted(shares)
    assert rows[0].name in ("Muara Dun", "Senambah")


def test_a_region_within_is_all_that_is_counted(target_list: TargetList) -> None:
    assert set(_cells(target_list, "village", within="64.08.01")) == {DUN, SENYIUR}
    assert _cells(target_list, "village", within="64.02") == {}


def test_a_scope_is_all_that_is_counted_also_above_it(target_list: TargetList) -> None:
    officer = user_with_role("village_officer", SENYIUR)
    scope = scope_of(officer, Permission.COMPLETENESS_VIEW)

    assert _cells(target_list, "regency", scope=scope)["64.08"]["address"] == (1, 1)
    assert set(_cells(target_list, "village", scope=scope)) == {SENYIUR}


def test_what_a_later_list_fills_is_counted_at_once(target_list: TargetList) -> None:
    accepted_batch(files([family(2, address="RT 05")], [head(2)]))

    assert _cells(target_list, "village")[DUN]["address"] == (2, 2)
    assert _cells(target_list, "village")[DUN]["nik_status"] == (2, 3)


def test_families_of_another_list_are_not_counted(target_list: TargetList) -> None:
    accepted_batch(files([family(9)]), name="P3KE 2024")

    assert _cells(target_list, "village")[DUN]["address"][1] == 2
    other = TargetList.objects.exclude(id=target_list.id).get()
    assert _cells(other, "village") != _cells(target_list, "village")


@pytest.mark.parametrize(
    ("role", "region", "shown", "hidden"),
    [
        pytest.param("regency_verifier", "64.08", ["Muara Ancalong", "Muara Bengkal"], [], id="regency"),
        pytest.param("district_officer", "64.08.01", ["Muara Dun", "Senyiur"], ["Senambah"], id="district"),
        pytest.param("village_officer", SENYIUR, ["Senyiur"], ["Muara Dun", "Senambah"], id="village"),
        pytest.param("province_observer", "64", ["Kutai Timur"], [], id="province"),
    ],
)
def test_the_page_shows_the_level_below_the_reader(
    target_list: TargetList, role: str, region: str, shown: list[str], hidden: list[str]
) -> None:
    client = Client()
    client.force_login(user_with_role(role, region))

    page = client.get("/kelengkapan/").content.decode()

    assert all(name in page for name in shown)
    assert not [name for name in hidden if name in page]


def test_a_village_officer_is_not_led_to_a_neighbours_page(target_list: TargetList) -> None:
    client = Client()
    client.force_login(user_with_role("village_officer", SENYIUR))

    answer = client.get(f"/kelengkapan/{target_list.id}/", {"wilayah": DUN})

    assert answer.status_code == 404
