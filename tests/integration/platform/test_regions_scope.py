"""Scope by code: what lies in a region and nothing beside it, in the order of bytes on both databases."""

import pytest

from tepat.platform.regions.models import Region
from tepat.platform.regions.scope import within

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_regions")]

ALL = ["63", "64", "64.0", "64.08", "64.08.01", "64.08.01.2001", "64.08.01.2002", "64.08.010", "64.08.1"]
ALL += ["64.08.10", "64.080", "64/08", "64-08"]


@pytest.mark.parametrize(
    ("prefixes", "found"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([""], ALL, id="the country"),
        pytest.param(["63"], ["63"], id="a province without more"),
        pytest.param(
            ["64.08"],
            ["64.08", "64.08.01", "64.08.01.2001", "64.08.01.2002", "64.08.010", "64.08.1", "64.08.10"],
            id="a regency, not its namesakes",
        ),
        pytest.param(["64.08.01"], ["64.08.01", "64.08.01.2001", "64.08.01.2002"], id="a district"),
        pytest.param(["64.08.01.2001"], ["64.08.01.2001"], id="a village alone"),
        pytest.param(
            ["64.08.01.2001", "63", "64.08.10"], ["63", "64.08.01.2001", "64.08.10"], id="several at once"
        ),
        pytest.param(
            ["64.08.01.2001", "64.08.01"], ["64.08.01", "64.08.01.2001", "64.08.01.2002"], id="nested"
        ),
    ],
)
def test_what_a_scope_holds(prefixes: list[str], found: list[str]) -> None:
    Region.objects.bulk_create(
        Region(code=code, name="x", level="village", timezone="Asia/Makassar") for code in ALL
    )

    held = Region.objects.filter(within(prefixes, "code")).values_list("code", flat=True)

    assert sorted(held) == sorted(found)
