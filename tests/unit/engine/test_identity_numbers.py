"""What a written NIK or KK number is read as, one value at a time and as a column."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.engine.lists import number

from tepat.engine.identity import kk, nik

SOUND = number(1)
# Built from pieces so that no number somebody could have stands in this file.
IMPOSSIBLE_DAY = "6408" + "01" + "800180" + "0001"
SERIAL_ZERO = "6408" + "01" + "030280" + "0000"


@pytest.mark.parametrize(
    ("written", "numeric", "value", "status", "kinds"),
    [
        pytest.param(SOUND, False, SOUND, "generated", (), id="sixteen-digits"),
        pytest.param(f"'{SOUND}", False, SOUND, "generated", ("separators",), id="leading-apostrophe"),
        pytest.param(f" {SOUND}\u00a0", False, SOUND, "generated", ("separators",), id="nbsp"),
        pytest.param("99.08.01.030280.0001", False, SOUND, "generated", ("separators",), id="dots"),
        pytest.param(f"{SOUND}.0", False, SOUND, "generated", ("decimal",), id="trailing-point-zero"),
        pytest.param(f"{SOUND},00", False, SOUND, "generated", ("decimal",), id="decimal-comma"),
        pytest.param("99O80I0302800001", False, None, "damaged", ("letters",), id="letters-for-digits"),
        pytest.param("\u200e" + SOUND, False, SOUND, "generated", ("invisible",), id="direction-mark"),
        pytest.param("9.90801E+15", False, None, "damaged", ("exponent",), id="exponent"),
        pytest.param("9,90801E+15", False, None, "damaged", ("exponent",), id="exponent-decimal-comma"),
        pytest.param("9.90801e15", False, None, "damaged", ("exponent",), id="exponent-without-plus"),
        pytest.param("99.0801E+14", False, None, "damaged", ("exponent",), id="engineering-exponent"),
        pytest.param("9.90801E+0015", False, None, "damaged", ("exponent",), id="exponent-of-four-digits"),
        pytest.param("9,90801 x 10^15", False, None, "damaged", ("exponent",), id="written-out-power"),
        pytest.param("'9.90801E+15", False, None, "damaged", ("exponent",), id="apostrophe-and-exponent"),
        pytest.param('="9.90801E+15"', False, None, "damaged", ("exponent",), id="formula-and-exponent"),
        pytest.param(SOUND[:15] + "0", True, None, "damaged", ("rounded",), id="number-cell-ending-in-zero"),
        pytest.param(SOUND, True, None, "damaged", ("rounded",), id="number-cell-beyond-exact-floats"),
        pytest.param(
            "640801030280" + "0011", True, "640801030280" + "0011", "sound", (), id="number-cell-exact"
        ),
        pytest.param(SOUND[:15], False, None, "damaged", ("length",), id="fifteen-digits"),
        pytest.param(SOUND + "1", False, None, "damaged", ("length",), id="seventeen-digits"),
        pytest.param("0108010302800001", False, None, "damaged", ("temporary",), id="begins-with-zero"),
        pytest.param("9908AB0302800001", False, None, "damaged", ("characters",), id="letters"),
        pytest.param("0002" + SOUND[4:], False, None, "damaged", ("temporary",), id="province-00"),
        pytest.param("88" + SOUND[2:], False, None, "damaged", ("province",), id="no-such-province"),
        pytest.param(IMPOSSIBLE_DAY, False, None, "damaged", ("birth",), id="day-80"),
        pytest.param(SERIAL_ZERO, False, None, "damaged", ("serial",), id="serial-0000"),
        pytest.param(None, False, None, "blank", (), id="nothing"),
        pytest.param("  ", False, None, "blank", (), id="spaces"),
        pytest.param("0", False, None, "blank", ("placeholder",), id="zero"),
        pytest.param("0" * 16, False, None, "blank", ("placeholder",), id="zeros"),
        pytest.param("9" * 16, False, None, "blank", ("placeholder",), id="nines"),
        pytest.param("9999999999999990", True, None, "blank", ("placeholder",), id="nines-rounded-by-excel"),
        pytest.param("-", False, None, "blank", ("placeholder",), id="dash"),
        pytest.param("#N/A", False, None, "blank", ("placeholder",), id="lookup-error"),
        pytest.param("Tidak Ada", False, None, "blank", ("placeholder",), id="words"),
    ],
)
def test_nik_as_written_is_read(
    written: str | None, numeric: bool, value: str | None, status: str, kinds: tuple[str, ...]
) -> None:
    reading = nik.read(written, numeric)

    assert (reading.value, reading.status, reading.kinds) == (value, status, kinds)


DIGITS = st.text("0123456789", min_size=1, max_size=18)
DAMAGED = st.builds(
    lambda start, digits, end: start + digits + end,
    st.sampled_from(["", "'", " ", "\u00a0", "\u200b", "99", "64", "0"]),
    st.one_of(
        DIGITS,
        st.text("0123456789OoIlE+.,- '", max_size=20),
        st.from_regex(r"['=]?[0-9]{1,3}[.,][0-9]{0,6}(E|e|x10\^)\+?15"),
    ),
    st.sampled_from(["", ".0", ",00", "\t", "-", "\u2009"]),
)


@given(st.lists(st.tuples(st.one_of(st.none(), DAMAGED, st.text(max_size=20)), st.booleans()), max_size=8))
def test_a_column_is_read_by_the_same_rules_as_a_value(cells: list[tuple[str | None, bool]]) -> None:
    text = pl.Series([cell for cell, _ in cells], dtype=pl.String)
    numeric = pl.Series([stored for _, stored in cells], dtype=pl.Boolean)

    for read, read_column in ((nik.read, nik.read_column), (kk.read, kk.read_column)):
        one_by_one = [read(cell, stored) for cell, stored in cells]
        expected = [(reading.value, reading.status, " ".join(reading.kinds)) for reading in one_by_one]
        assert read_column(text, numeric).rows() == expected


@given(st.from_regex(r"99[0-9]{10}[0-9]{3}[1-9]", fullmatch=True))
def test_whatever_is_wrapped_around_a_number_it_is_found_again(digits: str) -> None:
    if len(set(digits)) == 1:
        return
    wrapped = f" '{digits[:4]}.{digits[4:]}\u00a0"

    assert nik.read(wrapped).value == digits


def test_nik_of_a_woman_says_her_day_without_the_forty() -> None:
    parts = nik.parts(number(7, female=True))

    assert (parts.region, parts.day, parts.month, parts.year, parts.sex) == ("99.08.01", 3, 2, 80, "female")


def test_kk_keeps_a_date_part_that_is_none() -> None:
    assert kk.read("6408" + "01" + "999999" + "0001").status == "sound"
