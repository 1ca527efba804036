"""What the XML of an OpenDocument workbook tells beside the values calamine gives.

A cell of OpenDocument has no address: its place follows from the cells and rows before it, each of which may
stand for thousands of repetitions. So the rows are walked, and what they would become is known before
calamine lays it out in memory.
"""

import re
import sys
import zipfile
from collections.abc import Iterator
from html import unescape

from tepat.engine.reading import refusals
from tepat.engine.reading.cells import Unread
from tepat.engine.reading.marks import BROKEN, MAX_UNREAD, Marks

_BLOCK = 1 << 20
_LONGEST_TAG = 1 << 16

_TAG = re.compile(
    rb"<(/?)table:(table-row|table-cell|covered-table-cell|table-column|table-source|table)(?![\w-])([^>]*)>"
)
_ROWS = re.compile(rb'\btable:number-rows-repeated="(\d+)"')
_COLUMNS = re.compile(rb'\btable:number-columns-repeated="(\d+)"')
_HIDDEN = re.compile(rb'\btable:visibility="(?:collapse|filter)"')
_ERROR_TEXT = re.compile(rb"<text:p[^>]*>([^<]*)</text:p>")


class _Walk:
    """The walk through content.xml: where it is, and the marks of the sheets it has come through."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.sheets: list[Marks] = []
        self._row = self._column = self._row_times = 0
        self._row_hidden = self._row_filled = False
        self._unread: dict[int, Unread] = {}

    def step(self, closing: bool, tag: bytes, attributes: bytes, after: bytes) -> None:
        """One tag; `after` is the text that follows it."""
        if tag == b"table" and not closing:
            self.sheets.append(Marks())
            self._row = self._column = 0
        elif tag == b"table-row":
            self._row_step(closing, attributes)
        elif tag == b"table-column" and not closing:
            times = _times(_COLUMNS, attributes)
            if _HIDDEN.search(attributes):
                self.sheets[-1].hidden_columns.append((self._column, self._column + times - 1))
            self._column += times
        elif tag == b"table-source":
            self.sheets[-1].is_outside = True
        elif tag.endswith(b"table-cell") and not closing:
            self._cell(attributes, after)

    def _row_step(self, closing: bool, attributes: bytes) -> None:
        if not closing:
            self._row_times, self._row_hidden = _times(_ROWS, attributes), bool(_HIDDEN.search(attributes))
            self._column, self._row_filled, self._unread = 0, False, {}
        if closing or attributes.endswith(b"/"):
            self._end_row()

    def _end_row(self) -> None:
        marks = self.sheets[-1]
        if self._row_filled:
            marks.size.rows = self._row + self._row_times
            marks.hidden_rows += self._row_times if self._row_hidden else 0
            marks.unread_count += len(self._unread) * self._row_times
            if marks.unread_count > MAX_UNREAD:
                raise refusals.uncalculated(self._file)
            for row in range(self._row + 1, self._row + self._row_times + 1 if self._unread else 0):
                marks.unread[row] = self._unread
        self._row += self._row_times

    def _cell(self, attributes: bytes, after: bytes) -> None:
        times = _times(_COLUMNS, attributes)
        has_value = b"office:value-type=" in attributes
        if has_value or b"table:formula=" in attributes:
            self._row_filled = True
            size = self.sheets[-1].size
            size.columns = max(size.columns, self._column + times)
            size.filled += times * self._row_times
            if b'calcext:value-type="error"' in attributes:
                said = _ERROR_TEXT.match(after)
                error = sys.intern(unescape(said[1].decode("utf-8", "replace"))) if said else ""
                self._unread |= dict.fromkeys(range(self._column, self._column + times), Unread(error))
            elif not has_value:
                self._unread |= dict.fromkeys(range(self._column, self._column + times), Unread())
        self._column += times


def marks_of_all(archive: zipfile.ZipFile, file: str) -> list[Marks]:
    """Walk all sheets. Raises UnreadableFile when they are broken or would fill the memory."""
    walk = _Walk(file)
    try:
        for xml in _blocks(archive):
            for found in _TAG.finditer(xml):
                walk.step(bool(found[1]), found[2], found[3], xml[found.end() : found.end() + 200])
    except BROKEN as error:
        raise refusals.corrupt(file) from error
    return walk.sheets


def _blocks(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """content.xml piece by piece, cut before a cell, so that a cell and its text stay together."""
    carried = b""
    with archive.open("content.xml") as stream:
        while block := stream.read(_BLOCK):
            text = carried + block
            cut = text.rfind(b"<table:")
            if cut <= 0:
                cut = max(0, len(text) - _LONGEST_TAG)
            carried = text[cut:]
            yield text[:cut]
    yield carried


def _times(repeated: re.Pattern[bytes], attributes: bytes) -> int:
    found = repeated.search(attributes)
    return int(found[1]) if found else 1
