"""Dates as offices write them, and why some are none.

Read: ISO, `yyyymmdd`, day-month-year with slash, dash, dot or a month's name, and serial day numbers, counted
from 1900 or, where the workbook says so, from 1904. Not guessed: a year alone. Not guessed, only proposed:
the century of two-digit years, and month before day. Whether a date fits the person is a check's question,
not this module's.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import polars as pl

from tepat.engine.identity.invisible import INVISIBLE

Reason = Literal["unreadable", "impossible", "two_digit_year", "month_first", "year_alone"]

# Days clerks write when only the year is known.
PLACEHOLDER_DAYS = ((1, 1), (31, 12), (1, 7))
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu ags agt aug agustus august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop november nopember",
            "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T][0-9:.]+Z?)?$")
_COMPACT = re.compile(r"^((?:18|19|20)[0-9]{2})([0-9]{2})([0-9]{2})$")
_DAY_FIRST = re.compile(
    r"^([0-9]{1,2})[-/. ]+([0-9]{1,2}|[A-Za-z]{3,9})[-/. ]+([0-9]{2}|[0-9]{4})(?: [0-9:.]+)?$"
)
_SERIAL = re.compile(r"^([0-9]{1,5})(?:[.,]0+)?$")
_NOTHING = re.compile(r"^[-–—./0: ]*$|^(?:kosong|null|none|n/?a|#n/a|tidak ada)$", re.IGNORECASE)
# 1 January 1900 to 31 December 2099; a serial outside says nothing.
_SERIAL_RANGE = range(1, 73051)
# As serials these would be days of 1905; in a column of dates they are years.
_YEARS = range(1900, 2100)
# 1 January 1904 is day 0 of one system and day 1462 of the other.
_DAYS_TO_1904 = 1462


@dataclass(frozen=True)
class Reading:
    """A date as read; `reason` says why a filled cell gave none, `placeholder` that clerks invent the day.

    `candidate` is what a date without a value may mean: month and day changed places, or the two digits as a
    year of this century (the last one's is a hundred years before).
    """

    value: date | None
    reason: Reason | None = None
    placeholder: bool = False
    candidate: date | None = None


@lru_cache(maxsize=100_000)
def parse(text: str | None, since_1904: bool = False) -> Reading:
    """Read one date; a blank (also "0000-00-00" or "-") gives neither value nor reason.

    `since_1904` when the text is a number cell of a workbook that counts its days from 1904.
    """
    written = re.sub(INVISIBLE, "", (text or "").replace("\u00a0", " ")).strip(" \t\r\n'’")
    if _NOTHING.match(written):
        return Reading(None)
    if found := _YEAR_FIRST.match(written) or _COMPACT.match(written):
        return _make(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(written):
        return _day_first(*found.groups())
    if found := _SERIAL.match(written):
        return _numbered(int(found[1]), since_1904)
    return Reading(None, "unreadable")


def _day_first(day: str, month: str, year: str) -> Reading:
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower())
    if number is None:
        return Reading(None, "unreadable")
    if len(year) == 2:
        return Reading(None, "two_digit_year", candidate=_make(2000 + int(year), number, int(day)).value)
    if number > 12 and int(day) <= 12:
        return Reading(None, "month_first", candidate=_make(int(year), int(day), number).value)
    return _make(int(year), number, int(day))


def _make(year: int, month: int, day: int) -> Reading:
    try:
        return _reading(date(year, month, day))
    except ValueError:
        return Reading(None, "impossible")


def _numbered(number: int, since_1904: bool) -> Reading:
    if number in _YEARS:
        return Reading(None, "year_alone")
    number += _DAYS_TO_1904 if since_1904 else 0
    return _serial(number) if number in _SERIAL_RANGE else Reading(None, "unreadable")


def _serial(number: int) -> Reading:
    # Excel believes in 29 February 1900 (serial 60), so days before it are one off.
    if number == 60:
        return Reading(None, "impossible")
    return _reading(date(1899, 12, 31 if number < 60 else 30) + timedelta(days=number))


def _reading(value: date) -> Reading:
    return Reading(value, placeholder=(value.day, value.month) in PLACEHOLDER_DAYS)


def parse_column(text: pl.Series, since_1904: pl.Series | None = None) -> pl.DataFrame:
    """`parse` for a column: value, reason, placeholder, candidate. Each distinct text is read once."""
    asked = pl.DataFrame({"text": text.cast(pl.String)}).with_columns(
        since_1904=pl.lit(False) if since_1904 is None else since_1904.fill_null(False)
    )
    distinct = asked.unique().drop_nulls()
    readings = [parse(written, since) for written, since in distinct.iter_rows()]
    known = distinct.with_columns(
        pl.Series("value", [reading.value for reading in readings], dtype=pl.Date),
        pl.Series("reason", [reading.reason for reading in readings], dtype=pl.String),
        pl.Series("placeholder", [reading.placeholder for reading in readings], dtype=pl.Boolean),
        pl.Series("candidate", [reading.candidate for reading in readings], dtype=pl.Date),
    )
    joined = asked.join(known, on=["text", "since_1904"], how="left", maintain_order="left")
    return joined.select("value", "reason", pl.col("placeholder").fill_null(False), "candidate")
