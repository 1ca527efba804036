"""Codes of any time lead to the region as it is called now."""

from datetime import date

import pytest

from tepat.platform.audit.models import AuditEvent
from tepat.platform.regions import services
from tepat.platform.regions.history import resolve, resolve_all
from tepat.platform.regions.models import Region, RegionSuccession
from tepat.platform.regions.refusals import RegionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

SENYIUR, KELINJAU_ILIR, KELINJAU_ULU = "64.08.01.2001", "64.08.01.2002", "64.08.01.2003"


def follow(old: str, new: str, **more: object) -> None:
    services.record_succession(
        by=None,
        old=old,
        new=new,
        since=date(2024, 6, 1),
        source="Perda 1/2024",
        **more,  # type: ignore[arg-type]
    )


def test_a_code_in_force_stays() -> None:
    follow("64.08.01.2099", SENYIUR)

    assert resolve_all([SENYIUR, "64.08", "00.00"]) == {SENYIUR: SENYIUR, "64.08": "64.08", "00.00": "00.00"}


def test_a_renumbered_village_is_found_under_its_new_code() -> None:
    follow("64.08.01.2099", SENYIUR)

    assert resolve("64.08.01.2099") == SENYIUR


def test_two_renumberings_are_followed_to_the_end() -> None:
    follow(KELINJAU_ILIR, SENYIUR)
    follow("64.08.01.2098", KELINJAU_ULU)
    follow(KELINJAU_ULU, SENYIUR)

    assert resolve("64.08.01.2098") == SENYIUR
    assert Region.objects.get(code=KELINJAU_ULU).valid_to == date(2024, 6, 1)


def test_a_village_that_was_split_stands_at_its_district() -> None:
    follow("64.08.01.2099", SENYIUR)
    follow("64.08.01.2099", KELINJAU_ILIR)

    assert resolve("64.08.01.2099") == "64.08.01"


def test_a_village_moves_with_its_district() -> None:
    follow("64.08.99", "64.08.01")

    assert resolve("64.08.99.2001") == SENYIUR
    assert resolve("64.08.99") == "64.08.01"


def test_a_village_that_moved_alone_does_not_go_with_its_district() -> None:
    follow("64.08.99", "64.08.01")
    follow("64.08.99.2001", "64.08.03.2001")

    assert resolve("64.08.99.2001") == "64.08.03.2001"


def test_a_region_that_gave_a_part_away_goes_on() -> None:
    follow(SENYIUR, KELINJAU_ILIR, old_ends=False)

    assert resolve(SENYIUR) == SENYIUR


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (SENYIUR, SENYIUR, "setingkat"),
        ("64.08", SENYIUR, "setingkat"),
        ("Senyiur", KELINJAU_ILIR, "setingkat"),
        (SENYIUR, "64.08.01.2077", "tidak ada dalam rujukan"),
    ],
)
def test_what_is_no_succession_is_refused(old: str, new: str, why: str) -> None:
    with pytest.raises(RegionRefused, match=why):
        follow(old, new)

    assert not RegionSuccession.objects.exists()


def test_a_circle_is_refused() -> None:
    follow(SENYIUR, KELINJAU_ILIR, old_ends=False)

    with pytest.raises(RegionRefused, match="arah"):
        follow(KELINJAU_ILIR, SENYIUR)


def test_a_succession_is_on_the_trail_once() -> None:
    follow("64.08.01.2099", SENYIUR)
    follow("64.08.01.2099", SENYIUR)

    event = AuditEvent.objects.get(action="region.succession_recorded")
    assert (event.chain, event.region_code, event.detail["source"]) == ("64.08", SENYIUR, "Perda 1/2024")
