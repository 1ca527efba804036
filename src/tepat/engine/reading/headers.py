"""Where a sheet's headers stand: in one row, or merged over two, among the first rows of a sheet.

Which layout a row of headers belongs to is decided in tepat.engine.layouts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from tepat.engine.layouts import Layout, Layouts, Match
from tepat.engine.layouts.content import fitting
from tepat.engine.layouts.matching import preferred
from tepat.engine.layouts.spelling import header_form
from tepat.engine.reading import refusals
from tepat.engine.reading.cells import is_blank, text
from tepat.engine.reading.passed_over import looks_like_data
from tepat.engine.reading.rows import Sheet
from tepat.engine.reading.titles import places_above
from tepat.engine.sentences import Sentence

# A title, a date and an office's name stand above many headers; deeper than this nothing is a header.
HEADER_WITHIN = 20
# How many rows tell layouts with equal headers apart.
CONTENT_ROWS = 200
# Whoever is told what was expected reads no more layouts than this.
EXPECTED = 2
_COLUMN_NUMBER = re.compile(r"^\(?([0-9]{1,3})\)?\.?$")
_FEWEST_COLUMN_NUMBERS = 3


@dataclass(frozen=True)
class Header:
    """A row of headers and the layout they belong to; rows after `row` are data."""

    sheet: Sheet
    row: int
    cells: list[str]
    match: Match
    above: Mapping[str, str]
    """What the title above says of all rows, by canonical column."""


@dataclass(frozen=True)
class _Row:
    number: int
    cells: list[str]


def find_header(sheet: Sheet, layouts: Layouts, layout_id: str | None) -> Header | Sentence | None:
    """The best header among the first rows, or what the first row is when there is none."""
    first = list(islice(_filled_rows(sheet), HEADER_WITHIN))
    if not first:
        return None
    found: list[Header] = []
    for place, row in enumerate(first):
        upper = first[place - 1] if place and first[place - 1].number == row.number - 1 else None
        for title, cells in _readings(upper, row, layouts, layout_id):
            match = layouts.match(cells, layout_id=layout_id)
            if match is not None:
                above = places_above(one.cells for one in first[: place - title])
                found.append(Header(sheet, row.number, cells, match, above))
    if not found:
        return _describe(first[0])
    chosen = preferred([header.match for header in found])
    best = next(header for header in found if header.match is chosen)
    following = next((row for row in first if row.number > best.row), None)
    if following is not None and _numbers_columns(following.cells):
        return replace(best, row=following.number)
    return best


def told_by_content(name: str, header: Header, layouts: Layouts, layout_id: str | None) -> Header:
    """The header with the layout its rows fit, where headers alone fit several. Raises UnreadableFile."""
    alike = layouts.matches(header.cells, layout_id=layout_id)
    if len(alike) < 2:
        return header
    below = (row.cells for row in _filled_rows(header.sheet) if row.number > header.row)
    fits = fitting(alike, list(islice(below, CONTENT_ROWS)))
    if len(fits) > 1:
        raise refusals.ambiguous(name, header.sheet.name, [match.layout.title for match in fits])
    return replace(header, match=fits[0])


def nearest(layouts: list[Layout], sheet: Sheet) -> list[Layout]:
    """The layouts that know most of a row's texts; where none knows any, those of P3KE that are newest."""
    rows = [{header_form(cell) for cell in row.cells} for row in islice(_filled_rows(sheet), HEADER_WITHIN)]

    def nearness(layout: Layout) -> tuple[int, bool, date]:
        known = max(len(layout.fields_by_header.keys() & forms) for forms in rows)
        return known, layout.source == "p3ke", layout.valid_from

    return sorted(layouts, key=nearness, reverse=True)[:EXPECTED]


def _filled_rows(sheet: Sheet) -> Iterator[_Row]:
    for number, row in sheet.rows():
        if not is_blank(row):
            yield _Row(number, [text(cell) for cell in row])


def _readings(
    upper: _Row | None, lower: _Row, layouts: Layouts, layout_id: str | None
) -> Iterator[tuple[int, list[str]]]:
    """(how many rows above belong to it, cells): the row by itself, and as the lower half of merged headers."""
    yield 0, lower.cells
    if upper is None:
        return
    width = max(len(upper.cells), len(lower.cells))
    above, below = _padded(upper.cells, width), _padded(lower.cells, width)
    group = _filled_right(above)
    pairs = list(zip(above, group, below, strict=True))
    # "Nama" under "Kepala Keluarga" is one header, in either order; "Provinsi" under "Wilayah" is "Provinsi".
    ways = [
        [own or over for over, _, own in pairs],
        [f"{own} {wide}" if own.strip() else over for over, wide, own in pairs],
        [f"{wide} {own}" if own.strip() else over for over, wide, own in pairs],
    ]
    found = [(way, match) for way in ways if (match := layouts.match(way, layout_id=layout_id)) is not None]
    if not found:
        return
    best = preferred([match for _way, match in found])
    cells = list(ways[0])
    for way, match in reversed(found):
        if match.layout.id == best.layout.id:
            for position in match.columns.values():
                cells[position] = way[position]
    yield 1, cells


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _filled_right(cells: Sequence[str]) -> list[str]:
    """A merged cell's text stands in its first column only; here it stands in all of them."""
    filled, last = [], ""
    for cell in cells:
        last = cell if cell.strip() else last
        filled.append(last)
    return filled


def _numbers_columns(cells: Sequence[str]) -> bool:
    """Whether it is the row of column numbers, (1) (2) (3) …, that printed tables have under their headers."""
    said = [_COLUMN_NUMBER.match(cell.strip()) for cell in cells if cell.strip()]
    numbers = [int(one[1]) for one in said if one]
    return (
        len(numbers) == len(said) >= _FEWEST_COLUMN_NUMBERS
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in (0, 1)
    )


def _describe(row: _Row) -> Sentence:
    """What stands in a row, when that may be repeated: a row with digits in it may be somebody's data."""
    filled = [" ".join(cell.split()) for cell in row.cells if cell.strip()]
    counted = {"row": row.number, "count": len(filled)}
    if looks_like_data(filled):
        return Sentence("Baris {row} berisi {count} sel dan tampak sebagai baris data, bukan judul.", counted)
    shown = [refusals.quoted(cell[:40]) for cell in filled[:8]] + ["…"] * (len(filled) > 8)
    return Sentence("Baris {row} berisi {count} sel: {cells}.", {**counted, "cells": shown})
