"""The list of families as a file: identity numbers as text, cells never run as formulas, rows counted."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from django.db.models import QuerySet
from django.http import FileResponse

from tepat.platform.accounts.models import User
from tepat.platform.files.download import download
from tepat.platform.files.workbook import headed_sheet, new_book

from .family_lines import FamilyLine, all_lines
from .models import Family
from .services import note_export

HEADINGS = (
    "ID Tepat",
    "Kepala keluarga",
    "Alamat",
    "Kode wilayah",
    "Desa/kelurahan",
    "Kecamatan",
    "Anggota",
    "Desil",
)


def _cells(line: FamilyLine) -> list[str]:
    family = line.family
    return [
        str(family.id), line.name, family.address, family.region_code, line.village, line.district,
        str(family.member_count), "" if family.desil is None else str(family.desil),
    ]  # fmt: skip


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


def _fill_csv(file: IO[bytes], lines: Iterable[list[str]]) -> None:
    file.write("\ufeff".encode())
    text = csv.writer(_Utf8(file))
    text.writerow(HEADINGS)
    text.writerows([safe_cell(cell) for cell in cells] for cells in lines)


def _fill_xlsx(file: IO[bytes], lines: Iterable[list[str]]) -> None:
    book = new_book(file)
    sheet = headed_sheet(book, "Keluarga", HEADINGS)
    for row, cells in enumerate(lines, start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()


KINDS: dict[str, Callable[[IO[bytes], Iterable[list[str]]], None]] = {"csv": _fill_csv, "xlsx": _fill_xlsx}


def export_families(by: User, families: QuerySet[Family], region: str, kind: str) -> FileResponse:
    """The families as a file of one of the KINDS; the export is recorded."""

    def fill(file: IO[bytes]) -> int:
        counts = Counter[str]()
        KINDS[kind](file, _counted(all_lines(by, families), counts))
        note_export(by=by, region=region, counts=counts, kind=kind)
        return counts.total()

    return download(f"daftar-keluarga.{kind}", fill)


def _counted(lines: Iterable[FamilyLine], counts: Counter[str]) -> Iterator[list[str]]:
    for line in lines:
        counts[line.family.region_code] += 1
        yield _cells(line)
