"""Dates, names and region codes as offices write them."""

from datetime import date
from time import process_time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tepat.engine.identity import dates, names, regions

THE_DAY = date(1980, 2, 3)


@pytest.mark.parametrize(
    "written",
    [
        "1980-02-03",
        "1980-02-03 00:00:00",
        "1980-02-03T00:00:00Z",
        "03/02/1980",
        "3/2/1980",
        "03-02-1980",
        "3.2.1980",
        "19800203",
        "3 Februari 1980",
        "03-Feb-1980",
        "3 Pebruari 1980",
        "29254",
        "29254.0",
        " 03/02/1980\u00a0",
    ],
)
def test_date_in_an_office_spelling_is_read(written: str) -> None:
    assert dates.parse(written) == dates.Reading(THE_DAY)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param("30/02/1980", "impossible", id="30-february"),
        pytest.param("00/02/1980", "impossible", id="day-zero"),
        pytest.param("31/31/1980", "impossible", id="month-31"),
        pytest.param("60", "impossible", id="excels-29-february-1900"),
        pytest.param("02/25/1980", "month_first", id="month-before-day"),
        pytest.param("03/02/80", "two_digit_year", id="two-digit-year"),
        pytest.param("akhir tahun", "unreadable", id="words"),
        pytest.param("1980", "year_alone", id="a-lone-year-is-no-serial-of-1905"),
    ],
)
def test_date_that_is_none_says_why(written: str, reason: str | None) -> None:
    reading = dates.parse(written)

    assert reading.reason == reason
    assert (reading.value is None) == (reason is not None)


@pytest.mark.parametrize("written", [None, "", "-", "0", "0000-00-00", "00/00/0000", "KOSONG"])
def test_blank_date_is_neither_a_date_nor_a_fault(written: str | None) -> None:
    assert dates.parse(written) == dates.Reading(None)


@pytest.mark.parametrize(
    ("written", "invented"), [("31/12/1975", True), ("01/07/1975", True), ("02/07/1975", False)]
)
def test_days_clerks_invent_are_known(written: str, invented: bool) -> None:
    assert dates.parse(written).placeholder is invented


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)

    for written in (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day.day} {day:%b} {day.year}",
        serial,
    ):
        assert dates.parse(written).value == day


@given(st.lists(st.one_of(st.none(), st.text("0123456789/-. Feb", max_size=12)), max_size=8))
def test_a_column_of_dates_is_read_like_single_ones(cells: list[str | None]) -> None:
    column = dates.parse_column(pl.Series(cells, dtype=pl.String))

    expected = [(one.value, one.reason, one.placeholder, one.candidate) for one in map(dates.parse, cells)]
    assert column.rows() == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("MUHAMMAD YUSUF", "Moh. Yusuf", id="moh"),
        pytest.param("MUHAMMAD YUSUF", "M. Yusuf", id="m"),
        pytest.param("MUHAMMAD YUSUF", "Mochamad Yusuf", id="mochamad"),
        pytest.param("MUHAMMAD YUSUF", "H. Muhamad Yusuf, S.Pd", id="titles"),
        pytest.param("JOKO SUSILO", "Djoko Soesilo", id="old-spelling"),
        pytest.param("CIPTO", "Tjipto", id="tj"),
        pytest.param("SYARIFAH AMINAH", "Hj. Sjarifah Aminah", id="sj"),
        pytest.param("BAAY LUNG", "Ba'ay Lung", id="apostrophe"),
        pytest.param("BAAY LUNG", "BA’AY BIN LUNG", id="bin"),
        pytest.param("SITI AMINAH", "St. Aminah", id="siti"),
        pytest.param("ABDUL RAHMAN", "Abd. Rahman", id="abd"),
        pytest.param("JOSÉ", "Jose", id="accent"),
        pytest.param("ABDULLAH", "ABDULAH", id="doubled"),
    ],
)
def test_spellings_of_one_name_are_one_search_word(left: str, right: str) -> None:
    assert names.normalise(left) == names.normalise(right)


@pytest.mark.parametrize("name", ["H", "ANDI", "BIN", "Daeng", "SE"])
def test_a_name_is_never_normalised_away(name: str) -> None:
    assert names.normalise(name)


@given(st.text(max_size=30))
def test_tokens_are_plain_words(name: str) -> None:
    for token in names.tokens(name):
        assert token
        assert token.isascii()
        assert token == token.lower()


def test_hundred_thousand_names_take_no_noticeable_time() -> None:
    people = [f"MOH. NAMA{i} BIN RAHMAN" for i in range(20_000)]

    start = process_time()
    for one in people:
        names.normalise(one)

    # Measured at 0.1 s; the bound leaves room for a machine that does other things.
    assert process_time() - start < 1.5


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("6408012001", "64.08.01.2001"),
        ("64.08.01.2001", "64.08.01.2001"),
        ("'6408012001", "64.08.01.2001"),
        ("6408012001.0", "64.08.01.2001"),
        (" 64 08 01 2001 ", "64.08.01.2001"),
        ("640801", "64.08.01"),
        ("64.08", "64.08"),
        ("64", "64"),
        ("64080120", None),
        ("Senyiur", None),
        ("", None),
        (None, None),
    ],
)
def test_region_code_becomes_the_dotted_one(written: str | None, code: str | None) -> None:
    assert regions.dotted(written) == code
