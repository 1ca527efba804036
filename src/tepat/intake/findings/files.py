"""Findings as a file for whoever corrects the list: XLSX or CSV, one line a finding."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from tepat.intake.models import Batch
from tepat.platform.files.delimited import write_table
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book

from .queries import FindingFilter, FindingLine, finding_lines

COLUMNS = (
    "file", "sheet", "row", "column", "check", "severity", "value", "message", "suggestion", "proposal",
    "confidence",
)  # fmt: skip
_WIDTHS = (22, 16, 8, 18, 10, 10, 24, 70, 50, 24, 18)


def write_findings(
    batch: Batch, path: Path, kind: str, mark: Mark, chosen: FindingFilter | None = None
) -> int:
    """Write the findings that fit to `path` and return how many; a new file is readable by its owner alone."""
    path.touch(mode=0o600)
    with path.open("wb") as file:
        return fill_findings(batch, file, kind, mark, chosen)


def fill_findings(
    batch: Batch, file: IO[bytes], kind: str, mark: Mark, chosen: FindingFilter | None = None
) -> int:
    """Write the findings that fit into `file` as "xlsx" or "csv" and return how many lines were written.

    `row` is the number the spreadsheet shows, `value` is text, also where it is a number of 16 digits.
    """
    lines = map(_cells, finding_lines(batch, chosen or FindingFilter()))
    return {"xlsx": _fill_xlsx, "csv": write_table}[kind](file, COLUMNS, lines, mark)


def _cells(line: FindingLine) -> tuple[str | int, ...]:
    return (
        line.file, line.sheet, line.row, line.column, line.check_id, line.severity, line.value,
        line.message, line.suggestion, line.proposal, line.certainty,
    )  # fmt: skip


def _fill_xlsx(
    file: IO[bytes], headings: Sequence[str], lines: Iterable[Sequence[str | int]], mark: Mark
) -> int:
    book = new_book(file, mark)
    sheet = headed_sheet(book, "Temuan", headings, _WIDTHS)
    count = 0
    for line in lines:
        count += 1
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(count, column, cell)
            else:
                sheet.write_string(count, column, cell)
    book.close()
    return count
