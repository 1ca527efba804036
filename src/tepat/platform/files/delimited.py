"""Tables of commas that Tepat writes: no cell runs as a formula, and each line says who took it.

The mark is a last column and no line of its own, so that a file that comes back, or any part of it, stays a table.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO

from .marking import COLUMN, Mark

# Where a spreadsheet takes what follows for a formula: at the start of a cell, and after what ends a cell or a line
# for one that is set to semicolons, as those in Indonesian are, for then quotation marks do not hold the cell together.
_RUNS = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\s\0\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠])|^(?=[\t\r\n\0])")


def safe_cell(text: str) -> str:
    """Text of a CSV that a spreadsheet will not run: before a =, +, -, @ or control character stands an apostrophe.

    Spaces and invisible letters before it, and signs of full width, change nothing for some spreadsheets.
    """
    return _RUNS.sub("'", text)


def write_table(
    file: IO[bytes], headings: Sequence[str], lines: Iterable[Sequence[str | int]], mark: Mark
) -> int:
    """Write a table with its headings, in UTF-8 as spreadsheets know it; returns how many lines it has."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([*headings, COLUMN])
    count, said = 0, safe_cell(mark.line)
    for line in lines:
        writer.writerow([*(cell if isinstance(cell, int) else safe_cell(cell) for cell in line), said])
        count += 1
    text.detach()  # flushes, and leaves the file open to whoever gave it
    return count
