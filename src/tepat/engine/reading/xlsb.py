"""What the records of an XLSB workbook ([MS-XLSB]) tell beside the values calamine gives.

XLSB stores a result with every formula, so that one never calculated cannot be told from one that gave 0.
"""

import struct
import zipfile
from collections.abc import Iterator

from tepat.engine.reading.cells import Unread
from tepat.engine.reading.marks import Marks
from tepat.engine.reading.xls import ERRORS

# Nobody's list is this large in so dense a form; a part is walked in memory.
_LARGEST_PART = 400 << 20
_ROW, _ERROR, _FORMULA_ERROR, _COLUMNS = 0, 3, 11, 60
# Cells that hold something; each begins with its column.
_FILLED = range(2, 12)
_PROPERTIES, _SHEET = 153, 156
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01


def since_1904(book: bytes) -> bool:
    """Whether the workbook counts its days from 1904."""
    return any(book[at] & 1 for kind, at, size in _records(book) if kind == _PROPERTIES and size)


def relations(book: bytes) -> list[str]:
    """The relation that leads to each sheet's part, in the workbook's order."""
    found = []
    for kind, at, _size in _records(book):
        if kind == _SHEET:
            length = struct.unpack_from("<I", book, at + 8)[0]
            found.append(book[at + 12 : at + 12 + 2 * length].decode("utf-16-le", "replace"))
    return found


def marks_of(archive: zipfile.ZipFile, part: str) -> Marks:
    """Walk one sheet's part. Raises what is in BROKEN when it is none."""
    if archive.getinfo(part).file_size > _LARGEST_PART:
        raise zipfile.BadZipFile("no sheet is this large")
    content = archive.read(part)
    try:
        return _walk(content)
    except (struct.error, IndexError) as error:
        raise zipfile.BadZipFile("records that contradict their lengths") from error


def _walk(content: bytes) -> Marks:
    marks = Marks()
    row = last_column = filled = 0
    hidden = counted = False
    for kind, at, _size in _records(content):
        if kind == _ROW:
            row = struct.unpack_from("<I", content, at)[0] + 1
            hidden, counted = bool(content[at + 11] & _HIDDEN_ROW), False
        elif kind in _FILLED:
            column = content[at] | content[at + 1] << 8
            filled += 1
            last_column = max(last_column, column)
            marks.size.rows = row
            if hidden and not counted:
                marks.hidden_rows, counted = marks.hidden_rows + 1, True
            if kind in (_ERROR, _FORMULA_ERROR):
                marks.note_unread(row, column, Unread(ERRORS.get(content[at + 8], "#?")))
        elif kind == _COLUMNS:
            first, last = struct.unpack_from("<2I", content, at)
            if content[at + 16] & _HIDDEN_COLUMN:
                marks.hidden_columns.append((first, last))
    marks.size.columns, marks.size.filled = last_column + 1 if filled else 0, filled
    return marks


def _records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, where its content begins, how long it is)."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (content[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            piece = content[at]
            at += 1
            size |= (piece & 0x7F) << shift
            shift += 7
            if piece < 0x80 or shift > 21:
                break
        yield kind, at, size
        at += size
