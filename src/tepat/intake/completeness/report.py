"""The completeness of a list for the coordination meeting: a sheet and a page for each district, without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from tepat.platform.files.marking import Mark
from tepat.platform.files.paper import pdf
from tepat.platform.files.workbook import new_book

from .fields import Field
from .matrix import Row, total


@dataclass(frozen=True)
class Report:
    """What the report says of itself, and its districts: each with its name and its rows by village, worst first."""

    title: str
    list_name: str
    place: str
    day: str
    source: str
    purpose: str
    purpose_name: str
    asked: Sequence[Field]
    districts: Sequence[tuple[str, Sequence[Row]]]

    @property
    def headings(self) -> list[str]:
        """Of the columns, the village's first."""
        complete = [_("Keluarga lengkap")] if self.purpose else []
        return [_("Desa/kelurahan"), _("Keluarga"), *complete, *(str(item.label) for item in self.asked)]

    def cells(self, row: Row) -> list[tuple[int, int]]:
        """Filled and total of each column after the families."""
        shown = [row.complete[self.purpose]] if self.purpose else []
        shown += row.some(self.asked)
        return [(cell.filled, cell.total) for cell in shown]

    @property
    def count(self) -> int:
        """How many rows the report has."""
        return sum(len(rows) for _name, rows in self.districts)

    @property
    def heads(self) -> list[str]:
        """The lines above every district."""
        purpose = _("Siap %(purpose)s") % {"purpose": self.purpose_name} if self.purpose else _("Semua kolom")
        return [f"{self.list_name} · {self.place}", f"{purpose} · {self.day}", self.source]


def write_workbook(report: Report, file: IO[bytes], mark: Mark) -> int:
    """One sheet a district, counts as numbers and shares as per cent; returns how many rows."""
    book = new_book(file, mark)
    bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0 %"})
    used: set[str] = set()
    for name, rows in report.districts:
        sheet = book.add_worksheet(_sheet_name(name, used))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, len(report.headings), 12)
        sheet.write_string(0, 0, f"{report.title}: {name}", bold)
        for number, line in enumerate(report.heads, start=1):
            sheet.write_string(number, 0, line)
        for column, heading in enumerate(report.headings):
            sheet.write_string(5, column, heading, bold)
        for number, row in enumerate([*rows, total(rows)], start=6):
            sheet.write_string(number, 0, row.name or _("Semua"))
            sheet.write_number(number, 1, row.families)
            for column, (filled, of) in enumerate(report.cells(row), start=2):
                if of:
                    sheet.write_number(number, column, filled / of, share)
    book.close()
    return report.count


def _sheet_name(name: str, used: set[str]) -> str:
    """At most 31 letters without those that a sheet's name may not hold, each once."""
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in name)[:28].strip() or "-"
    made, number = plain, 1
    while made.casefold() in used:
        number += 1
        made = f"{plain} {number}"
    used.add(made.casefold())
    return made


def write_pdf(report: Report, file: IO[bytes], mark: Mark) -> int:
    """One page or more a district, A4 across; returns how many rows."""
    data: dict[str, Any] = {
        "title": report.title,
        "heads": report.heads,
        "headings": report.headings,
        "districts": [
            {
                "name": name,
                "rows": [
                    [row.name or _("Semua"), str(row.families), *map(_share, report.cells(row))]
                    for row in [*rows, total(rows)]
                ],
            }
            for name, rows in report.districts
        ],
    }
    file.write(pdf("tepat.intake.completeness", "report", data, mark))
    return report.count


def _share(cell: tuple[int, int]) -> str:
    """A whole per cent that says all or nothing only where it is."""
    filled, of = cell
    if not of:
        return "–"
    whole = round(100 * filled / of)
    return f"{min(whole, 99) if filled < of else whole} %"


WRITERS = {"xlsx": write_workbook, "pdf": write_pdf}
