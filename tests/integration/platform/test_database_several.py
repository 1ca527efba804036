"""Many values asked for at once, on both databases."""

import pytest

from tepat.platform.database.several import Several
from tepat.platform.regions.models import Region

pytestmark = pytest.mark.django_db


def _codes(*codes: str) -> list[str]:
    found = Region.objects.filter(code__in=Several(codes))
    return sorted(found.values_list("code", flat=True))


def test_several_finds_each_value_and_nothing_else(regions: None) -> None:
    assert _codes("64.08", "99.99", "64.0") == ["64.08"]


def test_several_of_nothing_finds_nothing(regions: None) -> None:
    assert _codes() == []


def test_several_takes_a_value_as_a_value_and_not_as_sql(regions: None) -> None:
    assert _codes("64.08') OR ('1'='1", '"', "{64.08}", "]") == []
