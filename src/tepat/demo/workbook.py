"""A workbook written row by row, as fast as text: one sheet after another, nothing kept in memory.

Only what a list needs: texts, whole numbers, dates and blanks under one header row. Reports and exports for
people are made with xlsxwriter; a list of a million people takes ten times as long there. Same rows, same
bytes: no clock is read.
"""

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

Cell = str | int | date | None

# The last row a sheet can have; what comes after goes to another sheet.
LAST_ROW = 1_048_576
_DAY_ZERO = date(1899, 12, 30)
_DATE_STYLE, _NUMBER_STYLE = 1, 2
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f"<styleSheet {_MAIN}>"
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def column_letters(index: int) -> str:
    """0 as A, 26 as AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Workbook:
    """One workbook of one table; `sheet` and `row` say where the last row written stands."""

    def __init__(self, path: Path, sheet: str, headers: Sequence[str], *, last_row: int = LAST_ROW) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._first_sheet, self._headers, self._last_row = sheet, headers, last_row
        self._letters = [column_letters(i) for i in range(len(headers))]
        self._sheets: list[str] = []
        self._open_sheet()

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row under the last."""
        if self.row >= self._last_row:
            self._close_sheet()
            self._open_sheet()
        self.row += 1
        number = str(self.row)
        parts = [f'<row r="{number}">']
        for letters, cell in zip(self._letters, cells, strict=True):
            if cell is None:
                continue
            if isinstance(cell, str):
                kept = ' xml:space="preserve"' if cell != cell.strip() else ""
                parts.append(
                    f'<c r="{letters}{number}" t="inlineStr"><is><t{kept}>{escape(cell)}</t></is></c>'
                )
            elif isinstance(cell, int):
                style = f' s="{_NUMBER_STYLE}"' if cell > 10**10 else ""
                parts.append(f'<c r="{letters}{number}"{style}><v>{cell}</v></c>')
            else:
                days = (cell - _DAY_ZERO).days
                parts.append(f'<c r="{letters}{number}" s="{_DATE_STYLE}"><v>{days}</v></c>')
        parts.append("</row>")
        self._part.write("".join(parts).encode())

    def close(self) -> None:
        """Finish the file."""
        self._close_sheet()
        self._write_package()
        self._zip.close()

    def _open_sheet(self) -> None:
        count = len(self._sheets) + 1
        self.sheet = self._first_sheet if count == 1 else f"{self._first_sheet} {count}"
        self._sheets.append(self.sheet)
        # Sheets of long lists pass 2 GiB before compression.
        self._part: IO[bytes] = self._zip.open(
            _entry(f"xl/worksheets/sheet{count}.xml"), "w", force_zip64=True
        )
        header = "".join(
            f'<c r="{letters}1" s="3" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for letters, text in zip(self._letters, self._headers, strict=True)
        )
        self._part.write(
            f"{_DECLARATION}<worksheet {_MAIN}>"
            '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
            'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            '<sheetFormatPr defaultRowHeight="15"/>'
            f'<cols><col min="1" max="{len(self._headers)}" width="18" customWidth="1"/></cols>'
            f'<sheetData><row r="1">{header}</row>'.encode()
        )
        self.row = 1

    def _close_sheet(self) -> None:
        self._part.write(b"</sheetData></worksheet>")
        self._part.close()

    def _write_package(self) -> None:
        numbers = range(1, len(self._sheets) + 1)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        sheets = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in zip(numbers, self._sheets, strict=True)
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
            for n in numbers
        )
        for name, text in {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
            "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
            f'<Relationship Id="rId{len(self._sheets) + 1}" Type="{_RELATIONS}/styles" '
            'Target="styles.xml"/></Relationships>',
            "xl/styles.xml": _STYLES,
        }.items():
            self._zip.writestr(_entry(name), _DECLARATION + text)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    entry._compresslevel = 3  # type: ignore[attr-defined]
    return entry
