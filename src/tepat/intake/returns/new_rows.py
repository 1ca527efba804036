"""Families and members that a village wrote below its list, as a workbook for whoever takes them up."""

from typing import IO

from tepat.intake.additions.queries import opened
from tepat.intake.models import PackReturn
from tepat.platform.files.delimited import safe_cell
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book

from .layouts import ASKED, CONTEXT, REMARK
from .sheets import header_of

_SHEETS = {"family": "Keluarga", "person": "Anggota"}


def fill_new_rows(returned: PackReturn, file: IO[bytes], mark: Mark) -> int:
    """Write the rows, text cells alone, families and members on a sheet each, with what is said of each and its state.

    Returns how many.
    """
    rows = returned.additions.select_related("home", "source_row").order_by("id")
    lines = opened(returned, list(rows))
    with new_book(file, mark) as book:
        for subject, name in _SHEETS.items():
            names = (*CONTEXT[subject], *ASKED[subject], REMARK)
            headings = ["Lembar", "Baris", *(header_of(subject, one) for one in names), "Temuan", "Keadaan"]
            sheet = headed_sheet(book, name, headings)
            for at, line in enumerate((one for one in lines if one.addition.subject == subject), start=1):
                row = line.addition.source_row
                said = " ".join(sentence for _severity, sentence in line.said)
                texts = [line.cells.get(heading, "") for heading in headings[2:-2]]
                state = str(line.addition.get_state_display())
                for column, text in enumerate([row.sheet, str(row.row), *texts, said, state]):
                    sheet.write_string(at, column, safe_cell(text))
    return len(lines)
