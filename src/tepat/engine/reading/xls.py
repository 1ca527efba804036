"""What the records of an XLS workbook ([MS-XLS]) tell beside the values calamine gives.

XLS stores a result with every formula, so that one never calculated cannot be told from one that gave 0.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tepat.engine.reading import ole
from tepat.engine.reading.cells import Unread
from tepat.engine.reading.marks import Marks

_EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET, _SUPBOOK = 0x0A, 0x2F, 0x22, 0x85, 0x1AE
_ROW, _COLINFO, _FORMULA, _BOOLERR = 0x208, 0x7D, 0x06, 0x205
# Records of cells that hold something, all of which begin with their row.
_FILLED = {_FORMULA, _BOOLERR, 0xFD, 0x204, 0x27E, 0xBD, 0x203, 0xD6}
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_OWN_BOOK, _ADD_IN = 0x0401, 0x3A01
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_NO_NUMBER, _IS_ERROR = b"\xff\xff", 2


@dataclass
class Told:
    """What was found in a workbook; the sheets in their order."""

    since_1904: bool = False
    has_links: bool = False
    sheets: list[Marks] = field(default_factory=list)


def told(content: bytes) -> Told:
    """Walk the workbook's records. Of a container that cannot be read nothing is told: calamine says what is wrong."""
    try:
        return _walk(ole.stream(content, ("Workbook", "Book")))
    except (ole.NotReadable, struct.error, IndexError):
        return Told()


def _walk(book: bytes) -> Told:
    found = Told()
    places = []
    for kind, at, size in _records(book, 0):
        if kind == _FILEPASS:
            return Told()
        if kind == _DATEMODE:
            found.since_1904 = book[at] == 1
        elif kind == _BOUNDSHEET:
            places.append(struct.unpack_from("<I", book, at)[0])
        elif kind == _SUPBOOK and size > 4:
            found.has_links = struct.unpack_from("<H", book, at + 2)[0] not in (_OWN_BOOK, _ADD_IN)
    found.sheets = [_sheet(book, place) for place in places]
    return found


def _sheet(book: bytes, start: int) -> Marks:
    marks = Marks()
    hidden, filled = set[int](), set[int]()
    for kind, at, _size in _records(book, start):
        if kind == _ROW:
            if book[at + 12] & _HIDDEN_ROW:
                hidden.add(struct.unpack_from("<H", book, at)[0])
        elif kind == _COLINFO:
            first, last, _, _, flags = struct.unpack_from("<5H", book, at)
            if flags & _HIDDEN_COLUMN:
                marks.hidden_columns.append((first, last))
        elif kind in _FILLED:
            row, column = struct.unpack_from("<2H", book, at)
            if hidden and row in hidden:
                filled.add(row)
            code = _error(book, kind, at)
            if code is not None:
                marks.note_unread(row + 1, column, Unread(ERRORS.get(code, "#?")))
    marks.hidden_rows = len(filled)
    return marks


def _error(book: bytes, kind: int, at: int) -> int | None:
    if kind == _BOOLERR and book[at + 7]:
        return book[at + 6]
    if kind == _FORMULA and book[at + 12 : at + 14] == _NO_NUMBER and book[at + 6] == _IS_ERROR:
        return book[at + 8]
    return None


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its content begins, how long it is) up to the end of the part that begins here."""
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<2H", book, at)
        yield kind, at + 4, size
        if kind == _EOF:
            return
        at += 4 + size
