"""What a region's code says by itself, and the region's clock."""

from datetime import UTC, datetime

import pytest

from tepat.platform.regions import clock, codes


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("", "country"),
        ("64", "province"),
        ("64.08", "regency"),
        ("64.08.01", "district"),
        ("64.08.01.2001", "village"),
    ],
)
def test_level_of_a_code(code: str, level: str) -> None:
    assert codes.level_of(code) == level


@pytest.mark.parametrize("text", ["6", "6408", "64.8", "64.08.", "64.08.01.201", "64.08.01.2001.1", "ab"])
def test_a_text_of_another_shape_is_no_code(text: str) -> None:
    assert not codes.is_code(text)
    with pytest.raises(ValueError, match="not a region code"):
        codes.level_of(text)


def test_ancestors_go_from_the_province_down() -> None:
    assert codes.ancestors("64.08.01.2001") == ["64", "64.08", "64.08.01"]
    assert codes.ancestors("64") == []
    assert codes.parent_of("64.08") == "64"
    assert codes.regency_of("64.08.01.2001") == "64.08"
    assert codes.regency_of("64") == ""


@pytest.mark.parametrize(
    ("code", "prefix", "inside"),
    [
        pytest.param("64.08.01.2001", "64.08", True, id="below"),
        pytest.param("64.08", "64.08", True, id="itself"),
        pytest.param("64.08", "", True, id="the country holds all"),
        pytest.param("64.08", "64.08.01", False, id="above"),
        pytest.param("64.08.01.2001", "64.08.02", False, id="beside"),
        pytest.param("64.08.10", "64.08.1", False, id="half a code is no region"),
    ],
)
def test_what_lies_in_what(code: str, prefix: str, inside: bool) -> None:
    assert codes.lies_in(code, prefix) is inside


def test_regions_inside_others_are_left_out() -> None:
    assert codes.minimal(["64.08.01", "64.08", "64.02.01.2001", "64.08"]) == ("64.02.01.2001", "64.08")
    assert codes.minimal(["64", ""]) == ("",)
    assert codes.minimal([]) == ()


@pytest.mark.parametrize(
    ("given", "ancestor"),
    [
        (["64.08.01.2001", "64.08.01.2002"], "64.08.01"),
        (["64.08.01", "64.08.01.2002"], "64.08.01"),
        (["64.08.01", "64.02.01"], "64"),
        (["64.08", "63.01"], ""),
        (["64.08"], "64.08"),
        ([], ""),
    ],
)
def test_the_deepest_region_that_holds_all(given: list[str], ancestor: str) -> None:
    assert codes.common_ancestor(given) == ancestor


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("64.08.04.1010", "kelurahan"),
        ("64.08.01.2001", "desa"),
        ("91.03.01.3001", "desa_adat"),
        ("64.08", ""),
    ],
)
def test_kind_of_a_village_by_its_number(code: str, kind: str) -> None:
    assert codes.village_kind(code) == kind


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        pytest.param("64.08.01.2001", "2024-02-03 06:05 WITA", id="Kutai Timur"),
        pytest.param("31.71", "2024-02-03 05:05 WIB", id="Jakarta Pusat"),
        pytest.param("61.01", "2024-02-03 05:05 WIB", id="Kalimantan Barat"),
        pytest.param("94", "2024-02-03 07:05 WIT", id="Papua Tengah"),
        pytest.param("", "2024-02-03 05:05 WIB", id="no region"),
    ],
)
def test_a_moment_on_the_regions_clock(code: str, shown: str) -> None:
    moment = datetime(2024, 2, 2, 22, 5, tzinfo=UTC)

    assert f"{clock.local(moment, code):%Y-%m-%d %H:%M} {clock.abbreviation(moment, code)}" == shown


def test_today_is_the_regions_own(time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to("2024-02-02T16:30:00Z", tick=False)

    assert clock.today_in("64.08").isoformat() == "2024-02-03"
    assert clock.today_in("31").isoformat() == "2024-02-02"
