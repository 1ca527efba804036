"""The list of families as a file: identity numbers as text, cells never run as formulas, rows counted."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse

from tepat.platform.accounts.models import User
from tepat.platform.files.download import download
from tepat.platform.files.workbook import headed_sheet, new_book

from .family_columns import Column, columns_of
from .family_lines import FamilyLine, all_lines
from .models import Family
from .services import note_export

# What a line is found again by, whatever columns its reader chose.
LASTING = ("ID Tepat", "Kepala keluarga", "Kode wilayah")


def _cells(line: FamilyLine, columns: Sequence[Column]) -> list[str]:
    family = line.family
    return [
        str(family.id),
        line.name,
        family.region_code,
        *(column.text(line) for column in columns),
    ]


# Where a spreadsheet takes what follows for a formula: at the start of a cell, and after what ends a cell or a line
# for one that is set to semicolons, as those in Indonesian are, for then quotation marks do not hold the cell together.
_RUNS = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\s\0\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠])|^(?=[\t\r\n\0])")


def safe_cell(text: str) -> str:
    """Text of a CSV that a spreadsheet will not run: before a =, +, -, @ or control character stands an apostrophe.

    Spaces and invisible letters before it, and signs of full width, change nothing for some spreadsheets.
    """
    return _RUNS.sub("'", text)


class _Utf8:
    """A text sink for csv over a binary file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode("utf-8"))


def _fill_csv(file: IO[bytes], headings: Sequence[str], lines: Iterable[list[str]]) -> None:
    file.write("\ufeff".encode())
    text = csv.writer(_Utf8(file))
    text.writerow(headings)
    text.writerows([safe_cell(cell) for cell in cells] for cells in lines)


def _fill_xlsx(file: IO[bytes], headings: Sequence[str], lines: Iterable[list[str]]) -> None:
    book = new_book(file)
    sheet = headed_sheet(book, "Keluarga", headings)
    for row, cells in enumerate(lines, start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()


KINDS = {"csv": _fill_csv, "xlsx": _fill_xlsx}


def export_families(
    by: User,
    families: QuerySet[Family],
    region: str,
    kind: str,
    filters: Mapping[str, Any],
    name: str = "daftar-keluarga",
) -> FileResponse:
    """The families as a file of one of the KINDS, with the columns that the reader sees; the export is recorded.

    `filters` is what they were narrowed to.
    """
    columns = columns_of(by)

    def fill(file: IO[bytes]) -> int:
        held: dict[str, list[bytes]] = defaultdict(list)
        headings = [*LASTING, *(str(column.title) for column in columns)]
        KINDS[kind](file, headings, _noted(all_lines(by, families), columns, held))
        note_export(by=by, region=region, families=held, kind=kind, filters=filters)
        return sum(map(len, held.values()))

    return download(f"{name}.{kind}", fill)


def _noted(
    lines: Iterable[FamilyLine], columns: Sequence[Column], held: dict[str, list[bytes]]
) -> Iterator[list[str]]:
    for line in lines:
        held[line.family.region_code].append(line.family.id.bytes)
        yield _cells(line, columns)
