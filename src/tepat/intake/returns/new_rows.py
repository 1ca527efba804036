"""Families and members that a village wrote below its list, as a workbook for whoever takes them up."""

from typing import IO

import xlsxwriter

from tepat.intake.models import PackReturn, ReturnedLine
from tepat.platform.files.reading import spill_folder
from tepat.registry.exports import safe_cell

from .layouts import ASKED, CONTEXT, REMARK
from .queries import lines_of
from .sheets import MOST_ROWS, header_of

_SHEETS = {"family": "Keluarga", "person": "Anggota"}


def fill_new_rows(returned: PackReturn, file: IO[bytes]) -> int:
    """Write the rows, text cells alone, families and members on a sheet each, with what the checks say.

    Returns how many.
    """
    lines = lines_of(returned, ReturnedLine.Kind.NEW, MOST_ROWS)
    with xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": str(spill_folder())}) as book:
        bold = book.add_format({"bold": True})
        for subject, name in _SHEETS.items():
            names = (*CONTEXT[subject], *ASKED[subject], REMARK)
            headings = ["Lembar", "Baris", *(header_of(subject, one) for one in names), "Temuan"]
            sheet = book.add_worksheet(name)
            for column, heading in enumerate(headings):
                sheet.write_string(0, column, heading, bold)
            for at, line in enumerate((one for one in lines if one.subject == subject), start=1):
                texts = [line.cells.get(heading, "") for heading in headings[2:-1]]
                for column, text in enumerate([line.sheet, str(line.row), *texts, " ".join(line.checks)]):
                    sheet.write_string(at, column, safe_cell(text))
    return len(lines)
