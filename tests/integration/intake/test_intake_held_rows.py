"""Held is only what cannot be identified: no key, no region known, a region outside the list's own."""

from typing import Any

import pytest

from tepat.engine.checks import catalogue
from tepat.intake.findings.queries import FindingFilter, finding_page
from tepat.intake.models import BatchRow
from tepat.platform.regions.models import RegionCrosswalk
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import PERIAN, counts, family, files, head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

HELD = {"KEL-001", "IND-001", "WIL-001", "WIL-002", "WIL-003", "WIL-006"}


def test_the_catalogue_holds_nothing_else() -> None:
    assert {check.id for check in catalogue().values() if check.severity == "hold"} == HELD


@pytest.mark.parametrize(
    ("values", "check"),
    [
        pytest.param({"family_key": ""}, "KEL-001", id="no-family-key"),
        pytest.param({"family_key": "   "}, "KEL-001", id="family-key-of-spaces"),
        pytest.param({"family_key": "0"}, "KEL-001", id="family-key-zero"),
        pytest.param({"family_key": "0000000000000000"}, "KEL-001", id="family-key-of-zeros"),
        pytest.param({"family_key": "-"}, "KEL-001", id="family-key-dash"),
        pytest.param({"person_key": ""}, "IND-001", id="no-person-key"),
        pytest.param({"person_key": "0"}, "IND-001", id="person-key-zero"),
        pytest.param({"region_code": ""}, "WIL-001", id="no-region"),
        pytest.param({"region_code": "64.08.01.9999"}, "WIL-002", id="unknown-village"),
        pytest.param({"region_code": generated_nik(7)}, "WIL-002", id="a-number-in-the-region-column"),
        pytest.param({"region_code": PERIAN}, "WIL-003", id="another-regency"),
    ],
)
def test_a_row_that_cannot_be_identified_is_held(values: dict[str, Any], check: str) -> None:
    batch = checked_batch(files([family(1)], [head(1, **values)]))

    assert (batch.pending, batch.held) == (1, 1)
    held = BatchRow.objects.get(batch=batch, state="held")
    assert held.subject == "person"
    assert set(held.findings.filter(severity="hold").values_list("check_id", flat=True)) == {check}


def test_a_code_of_bps_is_held_with_the_kemendagri_code_proposed() -> None:
    RegionCrosswalk.objects.create(scheme="bps", their_code="6404", our_code="64.08", source="BPS")

    batch = checked_batch(files([family(1)], [head(1, region_code="6404012013")]))

    (line,) = finding_page(batch, FindingFilter(severity="hold"))[0]
    assert (batch.held, line.check_id) == (1, "WIL-006")
    assert (line.proposal, line.certainty) == ("64.08.01.2013 Muara Dun", "pasti")


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"nik": ""}, id="no-number"),
        pytest.param({"nik": "99080114"}, id="short-number"),
        pytest.param({"nik": "9,90801E+15"}, id="number-lost-by-excel"),
        pytest.param({"nik": "0000000000000000"}, id="number-of-zeros"),
        pytest.param({"name": ""}, id="no-name"),
        pytest.param({"birth_date": "31/02/1985"}, id="impossible-date"),
        pytest.param({"relation": ""}, id="no-relation"),
        pytest.param({"occupation": "PENJINAK NAGA"}, id="unknown-code"),
        pytest.param({"region_code": "64.08.01"}, id="known-to-its-district"),
        pytest.param({"village_name": "SENYIUR"}, id="village-of-another-name"),
    ],
)
def test_any_other_damage_is_accepted_with_its_finding(values: dict[str, Any]) -> None:
    batch = accepted_batch(files([family(1)], [head(1, **values)]))

    assert (batch.accepted, batch.held) == (2, 0)
    assert batch.findings.exists()


def test_rows_without_a_key_are_never_one_family() -> None:
    """Two strangers with the same placeholder for a key must not move in together."""
    accepted_batch(files([family(1, family_key="0"), family(2, family_key="0"), family(3)]))

    assert counts()["Family"] == 1


def test_held_rows_leave_nothing_in_the_registry() -> None:
    batch = accepted_batch(files([family(1)], [head(1), head(2, region=PERIAN)]))

    assert (batch.rows_in, batch.accepted, batch.held) == (3, 2, 1)
    assert counts()["Person"] == 1


def test_another_regencys_list_is_held_whole() -> None:
    batch = checked_batch(files([family(1, region=PERIAN)], [head(1, region=PERIAN)]))

    assert (batch.pending, batch.held) == (0, 2)
