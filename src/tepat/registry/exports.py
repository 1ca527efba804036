"""The list of families as a file: identity numbers as text, cells never run as formulas, rows counted."""

import csv
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse

from tepat.platform.accounts.models import User
from tepat.platform.files.reading import spill_folder

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


def _as_csv(by: User, families: QuerySet[Family], region: str) -> FileResponse:
    file = tempfile.TemporaryFile("w+b", dir=spill_folder())  # noqa: SIM115 - closed by the response
    text = csv.writer(_Utf8(file))
    file.write("\ufeff".encode())
    text.writerow(HEADINGS)
    counts = Counter[str]()
    for line in all_lines(by, families):
        text.writerow([safe_cell(cell) for cell in _cells(line)])
        counts[line.family.region_code] += 1
    return _answer(by, file, "csv", "text/csv; charset=utf-8", counts, region)


class _Utf8:
    """A text sink for csv over a binary file."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return int(self._file.write(text.encode("utf-8")))


def _as_xlsx(by: User, families: QuerySet[Family], region: str) -> FileResponse:
    file = tempfile.TemporaryFile("w+b", dir=spill_folder())  # noqa: SIM115 - closed by the response
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": str(spill_folder()),
        },
    )
    sheet = book.add_worksheet("Keluarga")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    sheet.set_column(0, len(HEADINGS) - 1, 22)
    counts = Counter[str]()
    for row, line in enumerate(all_lines(by, families), start=1):
        counts[line.family.region_code] += 1
        for column, cell in enumerate(_cells(line)):
            sheet.write_string(row, column, cell)
    book.close()
    return _answer(
        by, file, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", counts, region
    )


def _answer(by: User, file: Any, ending: str, kind: str, counts: Counter[str], region: str) -> FileResponse:
    note_export(by=by, region=region, counts=counts, kind=ending)
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"daftar-keluarga.{ending}", content_type=kind)
    answer["X-Row-Count"] = str(counts.total())
    return answer


EXPORTS: dict[str, Callable[[User, QuerySet[Family], str], FileResponse]] = {"csv": _as_csv, "xlsx": _as_xlsx}
