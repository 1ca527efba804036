"""XLSB workbooks written by hand: parts of records, as much as a test needs."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path


def record(kind: int, content: bytes = b"") -> bytes:
    """One record; its kind and length are written seven bits a byte."""
    sign = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(content)
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return sign + length + bytes([size]) + content


def row(number: int, *, hidden: bool = False) -> bytes:
    """A row begins; numbers from 0."""
    return record(0, struct.pack("<IIHBB", number, 0, 300, 0, 0x10 * hidden) + bytes(5))


def text(column: int, value: str) -> bytes:
    """A text cell."""
    return record(6, struct.pack("<III", column, 0, len(value)) + value.encode("utf-16-le"))


def number(column: int, value: float) -> bytes:
    """A number cell."""
    return record(5, struct.pack("<IId", column, 0, value))


def error(column: int, code: int) -> bytes:
    """A cell with an error."""
    return record(3, struct.pack("<IIB", column, 0, code))


def hidden_columns(first: int, last: int) -> bytes:
    """Says that columns are not shown."""
    return record(60, struct.pack("<4IH", first, last, 2000, 0, 1))


def workbook(path: Path, records: Sequence[bytes], *, columns: bytes = b"", since_1904: bool = False) -> Path:
    """A file of one sheet."""
    name, relation = "Data", "rId1"
    listed = struct.pack("<II", 0, 1) + b"".join(
        struct.pack("<I", len(word)) + word.encode("utf-16-le") for word in (relation, name)
    )
    book = (
        record(131) + record(153, struct.pack("<II", since_1904, 0) + struct.pack("<I", 0))
        + record(143) + record(156, listed) + record(144) + record(132)
    )  # fmt: skip
    sheet = (
        record(129) + record(148, struct.pack("<4I", 0, 1, 0, 1)) + columns
        + record(145) + b"".join(records) + record(146) + record(130)
    )  # fmt: skip
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", links)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path
