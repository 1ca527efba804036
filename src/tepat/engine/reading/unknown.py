"""Tables that no layout knows: the likeliest header row of each sheet, and some rows under it, to be mapped."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tepat.engine.layouts import Layouts
from tepat.engine.layouts.matching import LEAST_KNOWN
from tepat.engine.reading.cells import is_blank, text
from tepat.engine.reading.delimited import DelimitedSheet
from tepat.engine.reading.headers import HEADER_WITHIN, Header, find_header
from tepat.engine.reading.passed_over import looks_like_data
from tepat.engine.reading.rows import Sheet
from tepat.engine.reading.sniffing import kind_of
from tepat.engine.reading.workbook import sheets

_ROWS = 200


@dataclass(frozen=True)
class UnknownTable:
    """A sheet as far as a mapping needs it; `header_row` is 1-based, `rows` are texts from column A on."""

    sheet: str
    header_row: int
    headers: list[str]
    rows: list[list[str]]


def unknown_tables(path: Path, *, name: str, known: Layouts | None = None) -> list[UnknownTable]:
    """The sheets of a file that hold a table, whatever it is; those of a layout in `known` are left out.

    Raises UnreadableFile as open_tables does.
    """
    every: Iterator[Sheet] = (
        iter(sheets(path, name)) if kind_of(path, name) == "workbook" else iter([DelimitedSheet(path, name)])
    )
    found = (_table(sheet) for sheet in every if sheet.last_row and not (known and _is_known(sheet, known)))
    return [table for table in found if table is not None]


def _is_known(sheet: Sheet, known: Layouts) -> bool:
    """Whether it is of one of the layouts, be it one that lacks a key: that is a fault of the file."""
    header = find_header(sheet, known, None)
    return isinstance(header, Header) and (header.match.is_strong or not header.match.missing)


def _table(sheet: Sheet) -> UnknownTable | None:
    filled = ((number, [text(cell) for cell in row]) for number, row in sheet.rows() if not is_blank(row))
    first = list(islice(filled, HEADER_WITHIN + _ROWS))
    width, at = max(
        ((_headers_in(cells), -place) for place, (_, cells) in enumerate(first[:HEADER_WITHIN])),
        default=(0, 0),
    )
    if width < LEAST_KNOWN:
        return None
    number, headers = first[-at]
    return UnknownTable(sheet.name, number, headers, [cells for _, cells in first[1 - at :]])


def _headers_in(cells: list[str]) -> int:
    """How many different texts a row holds; none when it holds a long number, as data does."""
    told = {cell.strip() for cell in cells if cell.strip()}
    return 0 if looks_like_data(told) else len(told)
