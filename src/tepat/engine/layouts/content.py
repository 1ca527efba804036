"""Which of several layouts with equal headers a table belongs to, by what stands in it.

Only asked where the headers cannot tell. Two layouts that would read the same facts out of the rows are no
contradiction; where they would read different ones and the content fits both, nobody guesses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tepat.engine.identity import dates
from tepat.engine.layouts.layout import ANY_OTHER, Layout
from tepat.engine.layouts.matching import Match
from tepat.engine.layouts.spelling import code_form

# Shares of understood cells closer than this are equal.
_ALIKE = 0.05
_NOT_DIGITS = re.compile(r"[\s.'’]+|[.,]0$")
_WHOLE = re.compile(r"^[0-9]{1,9}(?:[.,]0+)?$")
# Digits of a village or district in each office's codes.
_LENGTHS = {"kemendagri": (10, 6), "bps": (10, 7), "names": ()}


@dataclass(frozen=True)
class Reading:
    """What a layout makes of the first rows: the share it understands, and the facts it would take from them."""

    match: Match
    share: float
    facts: tuple[Any, ...]


def fitting(matches: Sequence[Match], rows: Sequence[Sequence[str]]) -> list[Match]:
    """The matches that the rows fit best: one, or several that contradict each other.

    `matches` come in order of preference, `rows` are the texts of the first data rows.
    """
    if len(matches) < 2:
        return list(matches)
    readings = [_read(match, rows) for match in matches]
    best = max(reading.share for reading in readings)
    equal = [reading for reading in readings if reading.share >= best - _ALIKE]
    top = max(reading.match.score for reading in equal)
    equal = [reading for reading in equal if reading.match.score >= top]
    kept: list[Reading] = []
    for reading in equal:
        if all(reading.facts != other.facts for other in kept):
            kept.append(reading)
    return [reading.match for reading in kept]


def _read(match: Match, rows: Sequence[Sequence[str]]) -> Reading:
    layout = match.layout
    told = understood = 0
    facts: list[Any] = [layout.source, layout.subject, layout.purpose, dict(layout.key_from)]
    for name, at in sorted(match.columns.items()):
        cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        facts.append((name, at, _codes(layout, name, cells)))
        if layout.columns[name].kind in ("code", "region", "integer", "date"):
            told += len(cells)
            understood += sum(_understands(layout, name, cell) for cell in cells)
    return Reading(match, understood / told if told else 0.0, tuple(facts))


def _codes(layout: Layout, name: str, cells: Sequence[str]) -> tuple[str | None, ...]:
    if layout.columns[name].kind != "code":
        return ()
    codes = layout.code_map(name)
    return tuple(codes.get(code_form(cell, codes), codes.get(ANY_OTHER)) for cell in cells)


def _understands(layout: Layout, name: str, cell: str) -> bool:
    match layout.columns[name].kind:
        case "code":
            codes = layout.code_map(name)
            return code_form(cell, codes) in codes
        case "region":
            digits = _NOT_DIGITS.sub("", cell)
            return digits.isdigit() and len(digits) in _LENGTHS[layout.region_code]
        case "integer":
            return _WHOLE.match(cell) is not None
        case _:
            return dates.parse(cell).reason is None
