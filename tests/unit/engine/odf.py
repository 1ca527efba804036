"""OpenDocument workbooks written by hand: what a test needs of the XML and no more."""

import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(f'xmlns:{name}="{_NAMES}{name}:1.0"' for name in ("office", "style", "table", "text"))


def cell(value: object, **attributes: str) -> str:
    """A cell of text, or of the day or number that the value is; with attributes (`formula="of:=1"`,
    `columns_repeated=3`) what they make of it.
    """
    said = "".join(
        f' table:{name.replace("columns", "number-columns").replace("_", "-")}="{escape(text)}"'
        for name, text in attributes.items()
    )
    if value is None:
        return f"<table:table-cell{said}/>"
    kind = "string"
    if isinstance(value, date):
        kind, said = "date", f'{said} office:date-value="{value.isoformat()}"'
    elif isinstance(value, int):
        kind, said = "float", f'{said} office:value="{value}"'
    return (
        f'<table:table-cell{said} office:value-type="{kind}"><text:p>{escape(str(value))}</text:p>'
        "</table:table-cell>"
    )


def row(cells: Iterable[str], attributes: str = "") -> str:
    """A row of cells."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def sheet(name: str, rows: Iterable[str], before: str = "", style: str = "shown") -> str:
    """A sheet of rows; `before` stands in front of them."""
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{before}{"".join(rows)}</table:table>'
    )


def workbook(path: Path, sheets: Iterable[str]) -> Path:
    """The file."""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties '
        f'table:display="{display}"/></style:style>'
        for name, display in {"shown": "true", "hidden": "false"}.items()
    )
    parts: Mapping[str, str] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_NAMES}manifest:1.0"/>',
        "content.xml": (
            f'<?xml version="1.0"?><office:document-content {_SPACES} '
            'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
            f"{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
        ),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
