"""tepat checks: every check with what it weighs, here and by default."""

import pytest

from tepat.engine.checks import catalogue
from tepat.intake.severities.services import set_severities
from tepat.platform.accounts.models import User
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Tepat

pytestmark = pytest.mark.django_db


def test_all_checks_are_listed_with_the_regions_word(tepat: Tepat, regions: None) -> None:
    set_severities(by=User.objects.system(), region_code="64.08", chosen={"NIK-001": "hold"})

    here = tepat("checks", "--region", "64.08", "--json").json["checks"]
    usual = tepat("checks", "--json").json["checks"]

    assert [line["id"] for line in here] == list(catalogue())
    (line,) = [line for line in here if line["id"] == "NIK-001"]
    assert (line["severity"], line["default"]) == ("hold", "warning")
    assert all(line["severity"] == line["default"] for line in usual)


def test_what_is_no_region_or_not_ones_own_is_refused(tepat: Tepat, regions: None) -> None:
    user_with_role("regency_verifier", "64.02", username="tetangga")

    assert tepat("checks", "--region", "Kutim").code == 2
    assert tepat("checks", "--region", "64.08", "--as", "tetangga").code == 2
