"""Text tables: comma, semicolon, tab or pipe. In which encoding they are written is found in encodings.py.

The whole file is walked once when it is opened, so that a fault in its last row is said before anything is
taken in; rows are then read again in bounded memory.
"""

import csv
import os
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tepat.engine.reading import notes, refusals
from tepat.engine.reading.cells import Cell, is_blank
from tepat.engine.reading.encodings import encoding_of
from tepat.engine.reading.marks import MAX_COLUMNS, column_letters
from tepat.engine.sentences import Sentence

DELIMITERS = ",;\t|"
# An address is never longer; a cell that is has swallowed its neighbours through an open quotation mark.
MAX_CELL = 100_000
# A line of a cell with as many delimiters as a row, or nearly, is a row that an open quotation mark swallowed.
_NEARLY, _FEWEST_SWALLOWED = 2, 4
# So many rows of one width, and the last one is shorter: the end is missing.
_STEADY = 20
_SEP_LINE = re.compile(r"^sep=([,;|\t])\s*$", re.IGNORECASE)


class DelimitedSheet:
    """A text file as the one sheet it is; a row is a record, as a spreadsheet would number it."""

    name = ""
    since_1904 = has_unread = False
    hidden_columns: frozenset[int] = frozenset()

    def __init__(self, path: Path, file: str) -> None:
        self._path = path
        self._file = file
        self._encoding = encoding_of(path, file, DELIMITERS)
        self.notes: tuple[Sentence, ...] = (
            (notes.mixed_encoding(self._encoding.mixed_from),) if self._encoding.mixed_from else ()
        )
        self._delimiter, self._width = self._sniff()
        self.last_row = 0
        self._prove()

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every record from the first on."""
        previous_limit = csv.field_size_limit(MAX_CELL)
        number = lines = 0
        try:
            with self._open() as stream:
                records = csv.reader(stream, delimiter=self._delimiter, strict=True)
                try:
                    for number, row in enumerate(records, start=1):
                        if records.line_num - lines > 1 and self._has_swallowed(row):
                            raise refusals.quotes(self._file, number, number + records.line_num - lines - 1)
                        lines = records.line_num
                        yield number, row  # type: ignore[misc]  # texts are cells; a copy of each row would say so
                except csv.Error as error:
                    more = records.line_num - lines - 1
                    if more < 1 and "field limit" in str(error):
                        raise refusals.long_cell(self._file, number + 1, MAX_CELL) from error
                    raise refusals.quotes(self._file, number + 1, number + 1 + max(more, 0)) from error
        finally:
            csv.field_size_limit(previous_limit)

    def _open(self) -> IO[str]:
        return self._path.open(encoding=self._encoding.name, errors=self._encoding.errors, newline="")

    def _prove(self) -> None:
        """Walk all records: none is too wide, torn in two or cut off."""
        widths: deque[int] = deque(maxlen=_STEADY)
        torn = 0
        number, row = 0, list[Cell]()
        for number, row in self.rows():
            width = len(row)
            if width > MAX_COLUMNS:
                raise refusals.too_wide(self._file, "", column_letters(width), MAX_COLUMNS)
            if self._encoding.mixed_line_ends and width < self._width and widths:
                torn = torn or (
                    number if widths[-1] < self._width and self._is_rest(widths[-1], width) else 0
                )
            widths.append(width)
            if not is_blank(row):
                self.last_row = number
        if torn:
            raise refusals.torn_row(self._file, torn - 1)
        *before, last = widths or [0]
        steady = len(before) >= 2 and set(before) == {self._width}
        if steady and number == self.last_row and last < self._width and not self._ends_with_a_line():
            raise refusals.cut_off(self._file, number)

    def _is_rest(self, one: int, other: int) -> bool:
        return one > 1 and one + other - 1 == self._width

    def _ends_with_a_line(self) -> bool:
        with self._path.open("rb") as stream:
            stream.seek(-min(2, stream.seek(0, os.SEEK_END)), os.SEEK_END)
            return bool({10, 13} & set(stream.read(2)))

    def _has_swallowed(self, row: list[str]) -> bool:
        """Whether a cell of several lines holds whole rows."""
        least = max(_FEWEST_SWALLOWED, self._width - 1 - _NEARLY)
        return any(
            line.count(self._delimiter) >= least
            for cell in row
            if "\n" in cell or "\r" in cell
            for line in cell.splitlines()
        )

    def _sniff(self) -> tuple[str, int]:
        """The delimiter under which most of the first lines have one number of cells, more than one; and that."""
        with self._open() as stream:
            sample = stream.read(200_000)
        lines = [line[:MAX_CELL] for line in sample.splitlines()[:60] if line.strip()]
        said = _SEP_LINE.match(lines[0]) if lines else None

        def evenness(delimiter: str) -> tuple[int, int]:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
            width, times = max(
                widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0)
            )
            return (times, width) if width > 1 else (0, 0)

        delimiter = said.group(1) if said else max(DELIMITERS, key=evenness)
        return delimiter, evenness(delimiter)[1]
