"""XLS workbooks written by hand: an OLE container with one stream of records, as much as a test needs."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

SECTOR = 512
_END, _TABLE, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def record(kind: int, content: bytes = b"") -> bytes:
    """One record."""
    return struct.pack("<2H", kind, len(content)) + content


def label(row: int, column: int, text: str) -> bytes:
    """A text cell; row and column from 0."""
    written = text.encode("utf-16-le")
    return record(0x204, struct.pack("<4HB", row, column, 0, len(written) // 2, 1) + written)


def number(row: int, column: int, value: float) -> bytes:
    """A number cell."""
    return record(0x203, struct.pack("<3Hd", row, column, 0, value))


def error(row: int, column: int, code: int) -> bytes:
    """A cell with an error."""
    return record(0x205, struct.pack("<3H2B", row, column, 0, code, 1))


def formula_error(row: int, column: int, code: int) -> bytes:
    """A formula that gave an error."""
    result = struct.pack("<6BH", 2, 0, code, 0, 0, 0, 0xFFFF)
    return record(0x06, struct.pack("<3H", row, column, 0) + result + struct.pack("<HIH", 0, 0, 0))


def hidden_row(row: int) -> bytes:
    """Says that a row is not shown."""
    return record(0x208, struct.pack("<6HI", row, 0, 0, 0, 0, 0, 0x20))


def hidden_columns(first: int, last: int) -> bytes:
    """Says that columns are not shown."""
    return record(0x7D, struct.pack("<6H", first, last, 0, 0, 1, 0))


def _begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<4H2I", 0x600, kind, 0, 0, 0, 0))


def workbook(
    path: Path, sheets: Mapping[str, Sequence[bytes]], *, since_1904: bool = False, hidden: Sequence[str] = ()
) -> Path:
    """The file; each sheet is a sequence of records."""
    bodies = [_begin(0x10) + b"".join(records) + record(0x0A) for records in sheets.values()]
    before = (
        _begin(0x05) + record(0x42, struct.pack("<H", 1200)) + record(0x22, struct.pack("<H", since_1904))
    )
    names = [struct.pack("<2B", len(name), 1) + name.encode("utf-16-le") for name in sheets]
    at = len(before) + sum(4 + 6 + len(name) for name in names) + 4
    listed = b""
    for name, written, body in zip(sheets, names, bodies, strict=True):
        listed += record(0x85, struct.pack("<I2B", at, int(name in hidden), 0) + written)
        at += len(body)
    path.write_bytes(_container(before + listed + record(0x0A) + b"".join(bodies)))
    return path


def _container(book: bytes) -> bytes:
    """Header, table of sectors, directory, stream; the stream is padded so that it needs no mini sectors."""
    book = book.ljust(4096, b"\0")
    size = len(book)
    book += bytes(-size % SECTOR)
    sectors = len(book) // SECTOR
    tables = -(-(sectors + 2) // (SECTOR // 4 - 1))
    chain = [_TABLE] * tables + [_END] + [tables + 2 + n for n in range(sectors - 1)] + [_END]
    chain += [_FREE] * (tables * SECTOR // 4 - len(chain))
    header = struct.pack(
        "<8s16x5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, tables, 0, 4096, _END, 0, _END, 0,
    ) + struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))  # fmt: skip
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, tables + 1, size)
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory.ljust(SECTOR, b"\0") + book


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    links = struct.pack("<3I", _FREE, _FREE, child)
    return (
        written.ljust(64, b"\0") + struct.pack("<H2B", len(written), kind, 1) + links
        + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip
