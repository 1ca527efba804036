"""Text tables: comma, semicolon, tab or pipe, in UTF-8, UTF-16 or Windows-1252.

The whole file is walked once when it is opened, so that a fault in its last row is said before anything is
taken in; rows are then read again in bounded memory.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tepat.engine.reading import refusals
from tepat.engine.reading.cells import Cell, is_blank
from tepat.engine.reading.marks import MAX_COLUMNS, column_letters
from tepat.engine.sentences import Sentence

DELIMITERS = (",", ";", "\t", "|")
# An address is never longer; a cell that is has swallowed its neighbours through an open quotation mark.
MAX_CELL = 100_000
_BLOCK = 1 << 20
_SEP_LINE = re.compile(r"^sep=([,;|\t])\s*$", re.IGNORECASE)


class DelimitedSheet:
    """A text file as the one sheet it is; a row is a record, as a spreadsheet would number it."""

    name = ""
    since_1904 = has_unread = False
    notes: tuple[Sentence, ...] = ()
    hidden_columns: frozenset[int] = frozenset()

    def __init__(self, path: Path, file: str) -> None:
        self._path = path
        self._file = file
        self._encoding = encoding_of(path, file)
        self._delimiter = self._sniff_delimiter()
        self.last_row = 0
        widest = 0
        for number, row in self.rows():
            widest = max(widest, len(row))
            if widest > MAX_COLUMNS:
                raise refusals.too_wide(file, "", column_letters(widest), MAX_COLUMNS)
            if not is_blank(row):
                self.last_row = number

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every record from the first on."""
        previous_limit = csv.field_size_limit(MAX_CELL)
        number = 0
        try:
            with self._path.open(encoding=self._encoding, newline="") as stream:
                records = csv.reader(stream, delimiter=self._delimiter, strict=True)
                for number, row in enumerate(records, start=1):
                    yield number, row  # type: ignore[misc]  # texts are cells; a copy of each row would say so
        except csv.Error as error:
            raise refusals.quotes(self._file, number + 1) from error
        finally:
            csv.field_size_limit(previous_limit)

    def _sniff_delimiter(self) -> str:
        """The delimiter under which most of the first lines have the same number of cells, more than one."""
        with self._path.open(encoding=self._encoding, newline="") as stream:
            sample = stream.read(200_000)
        lines = [line for line in sample.splitlines()[:60] if line.strip()]
        if lines and (said := _SEP_LINE.match(lines[0])):
            return said.group(1)

        def evenness(delimiter: str) -> tuple[int, int]:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
            width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
            return (times, width) if width > 1 else (0, 0)

        return max(DELIMITERS, key=evenness)


def encoding_of(path: Path, file: str) -> str:
    """The encoding the whole file can be read in. Raises UnreadableFile naming the row that cannot."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif (wide := _utf16_without_mark(head)) is not None:
        candidates = [wide]
    else:
        _refuse_nul(path, file)
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates[:-1]:
        if _first_fault(path, encoding) is None:
            return encoding
    fault = _first_fault(path, candidates[-1])
    if fault is None:
        return candidates[-1]
    row, at_end = fault
    raise refusals.cut_off(file) if at_end else refusals.undecodable(file, row)


def _utf16_without_mark(head: bytes) -> str | None:
    if len(head) < 4:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return None


def _refuse_nul(path: Path, file: str) -> None:
    """A stray NUL is damage in a text file; many of them mean that it is no text at all."""
    row, first, nuls, size = 1, 0, 0, 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found = block.count(0)
            if found and not first:
                first = row + block[: block.index(0)].count(b"\n")
            nuls += found
            size += len(block)
            row += block.count(b"\n")
    if nuls > 0.02 * size:
        raise refusals.wrong_type(file, Sentence("data biner yang tidak dikenal"))
    if nuls:
        raise refusals.nul_byte(file, first)


def _first_fault(path: Path, encoding: str) -> tuple[int, bool] | None:
    """(row, whether only the end is missing) of the first byte that is no letter, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    row = 1
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            try:
                row += decoder.decode(block).count("\n")
            except UnicodeDecodeError as error:
                return row + error.object[: error.start].count(b"\n"), False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return row, True
    return None
