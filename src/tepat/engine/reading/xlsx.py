"""What the XML of an XLSX workbook tells beside the values calamine gives.

calamine gives a blank for a formula whose result was never stored and for an error, does not say which rows
and columns are hidden, and lays a sheet out as a dense table in memory. So each sheet is unpacked once before,
block by block, and searched for the few signs of such things; a sheet without them costs little more than the
unpacking, and a broken or cut archive is found on the way.
"""

import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from html import unescape

from tepat.engine.reading import refusals
from tepat.engine.reading.cells import Unread
from tepat.engine.reading.marks import BROKEN, MAX_UNREAD, Marks, Size, column_number

_BLOCK = 1 << 20
# Rows are never longer than this: 500 cells of the longest text Excel allows, and a margin.
_LONGEST_ROW = 32 << 20
_FEWEST_COLUMNS = 100

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_SINCE_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
_PREFIX = re.compile(rb"<(\w+:)worksheet\b")

_ROW_TAG = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_CELL_TAG = re.compile(rb"<c\b")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
# A cell in column CV (100) or beyond; only then is the slower search for its content worth it.
_FAR_CELL = re.compile(rb'<c r="(?:[A-Z]{3}|[D-Z][A-Z]|C[V-Z])\d')
_FILLED_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*[^/]>')
_HIDDEN_ROW = re.compile(
    rb'<row\b[^>]*\bhidden="(?:1|true)"[^>]*(?<!/)>\s*(?:<c\b[^>]*/>\s*)*<c\b[^>]*(?<!/)>'
)
_HIDDEN_COLUMNS = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_FORMULA = rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f\s*>)\s*"
_UNCACHED = re.compile(rb"<c\b([^>]*)>\s*" + _FORMULA + rb"(?:<v\s*/>|<v\b[^>]*>\s*</v>)?\s*</c>")
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>\s*(?:' + _FORMULA + rb")?<v\b[^>]*>([^<]*)</v>")
_EMPTY_TEXT = re.compile(rb'\bt="str"')


def since_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts its days from 1904, as Excel for the Macintosh did."""
    return _SINCE_1904.search(part_of(archive, "xl/workbook.xml")) is not None


def sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The part of each sheet, in the workbook's order; "" for one whose part is not there."""
    relations = [
        next((value for name, value in attributes.items() if name.endswith(":id")), "")
        for attributes in _tags(_SHEET, part_of(archive, "xl/workbook.xml"))
    ]
    return parts_of(archive, "xl/_rels/workbook.xml.rels", relations)


def parts_of(archive: zipfile.ZipFile, part: str, relations: list[str]) -> list[str]:
    """Where these relations, stated in `part`, lead; "" for one that leads to nothing."""
    targets = {}
    for attributes in _tags(_RELATION, part_of(archive, part)):
        target = posixpath.join("xl", attributes.get("Target", "")).lstrip("/")
        targets[attributes.get("Id", "")] = posixpath.normpath(target)
    present = set(archive.namelist())
    return [targets[one] if targets.get(one) in present else "" for one in relations]


def marks_of(archive: zipfile.ZipFile, part: str, file: str) -> Marks:
    """Walk one sheet's part. Raises UnreadableFile when it is broken or would fill the memory."""
    marks = Marks()
    last_row = rows_before = 0
    has_formulas = False
    try:
        for xml in _blocks(archive, part):
            last_row = max(last_row, _last_row(xml))
            # A formula shared by many cells is written out in the first of them.
            has_formulas = has_formulas or b"</f>" in xml
            if has_formulas or b't="e"' in xml:
                _note_unread(xml, rows_before, marks)
            if b"hidden=" in xml:
                marks.hidden_rows += len(_HIDDEN_ROW.findall(xml))
                marks.hidden_columns += _hidden_columns(xml)
            if _FAR_CELL.search(xml):
                marks.size.include(_FILLED_CELL.findall(xml))
            if marks.unread_count > MAX_UNREAD:
                raise refusals.uncalculated(file)
            if last_row == 0:
                rows_before += xml.count(b"<row")
        if (last_row or rows_before) * max(marks.size.columns, _FEWEST_COLUMNS) > Size.MOST_CELLS:
            for xml in _blocks(archive, part):
                marks.size.include(_FILLED_CELL.findall(xml))
    except BROKEN as error:
        raise refusals.corrupt(file) from error
    return marks


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part as a whole; empty when it is not there."""
    if name not in archive.namelist():
        return b""
    if archive.getinfo(name).file_size > _LONGEST_ROW:
        raise zipfile.BadZipFile("no list of sheets is this long")
    return archive.read(name)


def _tags(tag: re.Pattern[bytes], xml: bytes) -> Iterator[dict[str, str]]:
    for found in tag.findall(xml):
        yield {name.decode(): unescape(value.decode()) for name, value in _ATTRIBUTE.findall(found)}


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part piece by piece, cut between rows, without the namespace prefix some programs write."""
    carried = prefix = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            if not carried and (found := _PREFIX.search(block)):
                prefix = found[1]
            text = carried + block
            cut = max(text.rfind(b"</" + prefix + b"row>"), text.rfind(b"<" + prefix + b"row"))
            if cut <= 0:
                if len(text) > _LONGEST_ROW:
                    raise zipfile.BadZipFile("a row without an end")
                carried = text
                continue
            carried = text[cut:]
            yield _without(prefix, text[:cut])
    yield _without(prefix, carried)


def _without(prefix: bytes, xml: bytes) -> bytes:
    return xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else xml


def _last_row(xml: bytes) -> int:
    start = xml.rfind(b"<row")
    found = _ROW_TAG.match(xml, start) if start >= 0 else None
    return int(found[1]) if found else 0


def _note_unread(xml: bytes, rows_before: int, marks: Marks) -> None:
    for found in _UNCACHED.finditer(xml):
        empty_text = _EMPTY_TEXT.search(found[1]) and b"<v" in found[0]
        if not empty_text:
            marks.note_unread(*_place(found, xml, rows_before), Unread())
    for found in _ERROR.finditer(xml):
        error = sys.intern(unescape(found[2].decode("utf-8", "replace")))
        marks.note_unread(*_place(found, xml, rows_before), Unread(error))


def _place(cell: re.Match[bytes], xml: bytes, rows_before: int) -> tuple[int, int]:
    """(row from 1, column from 0); some programs leave a cell's address out, then it is the next one."""
    if said := _PLACE.search(cell[1]):
        return int(said[2]), column_number(said[1]) - 1
    start = xml.rfind(b"<row", 0, cell.start())
    numbered = _ROW_TAG.match(xml, start)
    row = int(numbered[1]) if numbered else rows_before + xml.count(b"<row", 0, cell.start())
    return row, len(_CELL_TAG.findall(xml, start, cell.start()))


def _hidden_columns(xml: bytes) -> list[tuple[int, int]]:
    ranges = []
    for tag in _HIDDEN_COLUMNS.findall(xml):
        said = dict(_ATTRIBUTE.findall(tag))
        ranges.append((int(said.get(b"min", b"1")) - 1, int(said.get(b"max", b"1")) - 1))
    return ranges
