"""What a doubtful cell was likely meant to say, as expressions over staged rows, and how sure that is.

Confidence is 1 for what is applied already, and otherwise a considered guess: agreement with a second witness
(the NIK, the age, the other file) counts for much. Nothing here changes a row.
"""

from datetime import date
from difflib import SequenceMatcher
from typing import Literal

import polars as pl

from tepat.engine.checks.batch import Pair
from tepat.engine.identity import nik
from tepat.engine.layouts import Layout
from tepat.engine.layouts.spelling import value_form

Certainty = Literal["certain", "likely", "doubtful"]
CERTAIN, LIKELY = 0.95, 0.75
# Texts less alike than this are different words, not one misspelt.
_ALIKE = 0.8
# More different spellings than this are no slips of the pen: another column stands here.
_MOST_SPELLINGS = 500


def certainty(confidence: float) -> Certainty:
    """The confidence as one of three words, for people."""
    return "certain" if confidence >= CERTAIN else "likely" if confidence >= LIKELY else "doubtful"


def bounds(word: str) -> tuple[float, float]:
    """From which confidence on, and below which, one speaks of that certainty."""
    return {"certain": (CERTAIN, 2.0), "likely": (LIKELY, CERTAIN), "doubtful": (0.0, LIKELY)}[word]


def agrees_with_nik(pair: Pair, born: pl.Expr) -> pl.Expr:
    """Whether the row's usable NIK says this very date, the century apart; null without a NIK."""
    number = pl.col(pair.nik)
    return nik.says_a_date(number) & (
        (nik.day(number) == born.dt.day())
        & (nik.month(number) == born.dt.month())
        & (nik.year(number) == born.dt.year() % 100)
    )


def century_told(pair: Pair, candidate: pl.Expr, today: date, age_year: int | None) -> pl.Expr:
    """A date with two digits of a year, in the century its age or its being head or spouse tells; else null."""
    earlier = candidate.dt.offset_by("-100y")
    a_child = candidate.dt.year() > today.year - 12
    told = [pl.when(candidate > today).then(earlier)]
    if pair.subject == "family":
        return pl.coalesce(*told, pl.when(a_child).then(earlier))
    if age_year is not None:
        for born in (candidate, earlier):
            fits = (age_year - born.dt.year() - pl.col("age")).is_between(0, 1)
            told.append(pl.when(fits).then(born))
    grown = pl.col("relation").is_in(["head", "spouse"])
    return pl.coalesce(*told, pl.when(grown & a_child).then(earlier))


def alike(pairs: pl.DataFrame) -> pl.Series:
    """How alike the two texts of each row are, 0 to 1; null where they are different words."""
    degrees = (
        [_alike(*pair) for pair in pairs.iter_rows()] if len(pairs) <= _MOST_SPELLINGS else [0] * len(pairs)
    )
    return pl.Series("alike", [round(one, 2) if one >= _ALIKE else None for one in degrees], dtype=pl.Float64)


def nearest_codes(spellings: pl.Series, layout: Layout, field: str) -> pl.DataFrame:
    """value, proposal, confidence: the code whose spelling in the layout is most alike, where one is."""
    rows = []
    known = {form: code for form, code in layout.code_map(field).items() if code is not None}
    for spelling in spellings if len(spellings) <= _MOST_SPELLINGS else ():
        form = value_form(spelling)
        alike, code = max((_alike(form, other), code) for other, code in known.items())
        if alike >= _ALIKE:
            rows.append((spelling, code, round(alike, 2)))
    schema = {"value": pl.String, "proposal": pl.String, "confidence": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
