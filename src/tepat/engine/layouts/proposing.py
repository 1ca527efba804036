"""What the columns of an unknown table likely are: a field for each, with how sure that is, to be corrected.

The header speaks first (equal or alike to a spelling some layout knows), the cells confirm it or contradict it;
without a header that says anything only cells of a kind that is unmistakable make a proposal.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from tepat.engine.identity import dates, kk, nik
from tepat.engine.layouts.fields import KnownField, known_fields
from tepat.engine.layouts.layout import Subject
from tepat.engine.layouts.spelling import code_form, header_form

# Cells looked at in a column, and shown of it.
LOOKED_AT, SHOWN = 200, 3
# Headers less alike than this have nothing to do with each other; a weaker proposal is none.
_ALIKE = 0.6
_WEAKEST = 0.35
# Text that the names of regions make unmistakable.
_NAMED = ("village_name", "district_name")
_DIGITS = re.compile(r"[\s.'’-]+|[.,]0+$")
_NAME = re.compile(r"^[^\W\d_][^\d_]{2,59}$")
_WHOLE = re.compile(r"^[0-9]{1,9}(?:[.,]0+)?$")
# Dates as a spreadsheet's bare day numbers look like any other number.
_DATED = re.compile(r"[-/. ]|^[0-9]{8}$")


@dataclass(frozen=True)
class Proposal:
    """One column: where it stands, what it may be (None: nothing known), how sure (0 to 1), and some cells."""

    position: int
    header: str
    field: str | None
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """What cells are compared with beyond the layouts: names of regions, each in small letters alone."""

    villages: Collection[str] = field(default_factory=frozenset)
    districts: Collection[str] = field(default_factory=frozenset)


def propose(
    headers: Sequence[str], rows: Sequence[Sequence[str]], subject: Subject, world: World | None = None
) -> list[Proposal]:
    """A proposal for every column that has a header or cells, in the order of the table. No field stands twice."""
    around = world or World()
    known = known_fields(subject)
    wide = max([len(headers), *(len(row) for row in rows)], default=0)
    columns = {
        at: [row[at].strip() for row in rows[:LOOKED_AT] if at < len(row) and row[at].strip()]
        for at in range(wide)
    }
    named = {at: headers[at] if at < len(headers) else "" for at in range(wide)}
    weighed = sorted(
        (
            (confidence, at, name)
            for at, cells in columns.items()
            for name, confidence in _weigh(named[at], cells, known, around).items()
            if confidence >= _WEAKEST
        ),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    chosen: dict[int, tuple[str | None, float]] = {}
    taken: set[str] = set()
    for confidence, at, name in weighed:
        if at not in chosen and name not in taken:
            chosen[at] = name, confidence
            taken.add(name)
    proposals = []
    for at, cells in columns.items():
        if named[at].strip() or cells:
            likely, confidence = chosen.get(at, (None, 0.0))
            samples = tuple(dict.fromkeys(cells))[:SHOWN]
            proposals.append(Proposal(at, named[at].strip(), likely, confidence, samples))
    return proposals


def _weigh(
    header: str, cells: Sequence[str], known: Mapping[str, KnownField], world: World
) -> dict[str, float]:
    """How likely the column is each field."""
    form = header_form(header)
    weights: dict[str, float] = {}
    for name, one in known.items():
        alike = max((_alike(form, spelling) for spelling in one.spellings), default=0.0) if form else 0.0
        if alike < _ALIKE and one.kind in ("text", "name", "key", "integer") and name not in _NAMED:
            continue
        fit = _fit(one, cells, world) if cells else None
        if fit is None:
            weights[name] = 0.9 * alike
        elif alike >= _ALIKE:
            weights[name] = alike * (0.45 + 0.55 * fit)
        else:
            weights[name] = 0.6 * fit if fit >= 0.9 and _is_unmistakable(one, cells) else 0.0
    return {name: round(weight, 3) for name, weight in weights.items()}


def _is_unmistakable(one: KnownField, cells: Sequence[str]) -> bool:
    """Bare figures fit many code lists, and are as often a running number."""
    return one.kind != "code" or not all(_WHOLE.match(cell) for cell in cells)


@cache
def _alike(one: str, other: str) -> float:
    """1 for equal headers, else the better of shared words and shared letters, below 1."""
    if one == other:
        return 1.0
    words, others = set(one.split()), set(other.split())
    shared = 2 * len(words & others) / (len(words) + len(others)) if words or others else 0.0
    if not shared and abs(len(one) - len(other)) > max(len(one), len(other)) // 2:
        return 0.0
    letters = SequenceMatcher(None, one, other, autojunk=False)
    close = letters.ratio() if letters.quick_ratio() >= _ALIKE else 0.0
    return min(0.95, max(shared, close))


def _fit(one: KnownField, cells: Sequence[str], world: World) -> float | None:
    """The share of cells that could stand in the field; None where any text could."""
    if one.name in _NAMED:
        names = world.villages if one.name == "village_name" else world.districts
        return _share(cells, lambda cell: _letters(cell) in names) if names else None
    match one.kind:
        case "nik":
            return _share(cells, lambda cell: nik.read(cell).value is not None) * _variety(cells)
        case "kk":
            return _share(cells, lambda cell: kk.read(cell).value is not None) * min(
                1.0, 1.1 - 0.2 * _variety(cells)
            )
        case "date":
            return _share(cells, _is_date)
        case "code":
            return _share(cells, lambda cell: code_form(cell, one.values) in one.values)
        case "region":
            return _share(cells, lambda cell: len(_digits(cell)) in (6, 7, 10))
        case "integer":
            low, high = one.range or (0, 10**9)
            return _share(
                cells,
                lambda cell: bool(_WHOLE.match(cell)) and low <= int(float(cell.replace(",", "."))) <= high,
            )
        case "name":
            return _share(cells, lambda cell: bool(_NAME.match(cell)))
        case "key":
            return _variety(cells) * _share(cells, lambda cell: any(letter.isdigit() for letter in cell))
        case _:
            return None


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, cells)) / len(cells)


def _variety(cells: Sequence[str]) -> float:
    """1 when no two cells are alike."""
    return len(Counter(cells)) / len(cells)


def _digits(cell: str) -> str:
    digits = _DIGITS.sub("", cell)
    return digits if digits.isdigit() else ""


def _is_date(cell: str) -> bool:
    return bool(_DATED.search(cell)) and dates.parse(cell).value is not None


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())
