"""The NIK as structure: 6 digits of region of first registration, DDMMYY (women DD+40), 4-digit serial.

Source: Dukcapil's published explanation (e.g. dukcapil.klaten.go.id). A NIK is permanent: neither a move nor
a corrected birth date changes it, so a disagreement with the row is a question, never a rejection.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from tepat.engine.identity import number
from tepat.engine.identity.number import Reading

FEMALE_OFFSET = 40
_BIRTH = r"^[0-9]{6}(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(?:0[1-9]|1[0-2])"


@dataclass(frozen=True)
class Parts:
    """What a NIK says. `year` has two digits: the century is not in it."""

    region: str
    day: int
    month: int
    year: int
    sex: Literal["male", "female"]
    serial: str


def read(text: str | None, numeric: bool = False) -> Reading:
    """Judge a NIK as written; `numeric` when its cell was stored as a number."""
    return number.read(text, numeric=numeric, dated=_BIRTH)


def read_column(text: pl.Series, numeric: pl.Series | None = None) -> pl.DataFrame:
    """`read` for a column: value, status, kinds (joined with spaces)."""
    return number.read_column(text, numeric, dated=_BIRTH)


def parts(value: str) -> Parts:
    """The parts of a usable NIK (sixteen digits); day and month may be impossible in a generated one."""
    day = int(value[6:8])
    female = day > FEMALE_OFFSET
    return Parts(
        region=f"{value[:2]}.{value[2:4]}.{value[4:6]}",
        day=day - FEMALE_OFFSET if female else day,
        month=int(value[8:10]),
        year=int(value[10:12]),
        sex="female" if female else "male",
        serial=value[12:],
    )


def day(value: pl.Expr) -> pl.Expr:
    """Day of birth in a column of usable NIK, 40 taken off for women."""
    written = _digits(value, 6)
    return pl.when(written > FEMALE_OFFSET).then(written - FEMALE_OFFSET).otherwise(written)


def month(value: pl.Expr) -> pl.Expr:
    """Month of birth."""
    return _digits(value, 8)


def year(value: pl.Expr) -> pl.Expr:
    """The last two digits of the year of birth."""
    return _digits(value, 10)


def sex(value: pl.Expr) -> pl.Expr:
    """`male` or `female`."""
    return pl.when(_digits(value, 6) > FEMALE_OFFSET).then(pl.lit("female")).otherwise(pl.lit("male"))


def birth_date(value: pl.Expr, today: date) -> pl.Expr:
    """The date in a column of usable NIK; null when it is none. Nobody is taken to be above a hundred."""
    century = pl.when(year(value) > today.year % 100).then(1900).otherwise(2000)
    written = pl.concat_str([century + year(value), month(value), day(value)], separator="-")
    return written.str.to_date("%Y-%m-%d", strict=False)


def says_a_date(value: pl.Expr) -> pl.Expr:
    """Whether the date part is possible; always so except in generated numbers."""
    return day(value).is_between(1, 31) & month(value).is_between(1, 12)


def _digits(value: pl.Expr, start: int) -> pl.Expr:
    return value.str.slice(start, 2).cast(pl.Int32, strict=False)
