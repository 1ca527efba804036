"""Entities that multiply and names that lead elsewhere, inside workbooks: refused or harmless, and at once."""

import zipfile
from pathlib import Path
from time import process_time

import pytest
import xlsxwriter
from tests.unit.engine import odf
from tests.unit.engine.lists import opened, person, table

from tepat.engine.reading import UnreadableFile, open_tables

_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
DOCTYPE = b'<!DOCTYPE x [<!ENTITY l0 "ha">' + _LAUGHS + b'<!ENTITY file SYSTEM "file:///etc/hostname">]>'


def _changed(path: Path, part: str, entity: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(b"?>", b"?>" + DOCTYPE, 1).replace(b"ANDI RAHMAN", entity)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _xlsx(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(table([person()])):
            sheet.write_row(number, 0, line)
    return path


@pytest.mark.parametrize("entity", [b"&l9;", b"&file;"], ids=["multiplying", "reading-a-file"])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_entities_are_never_expanded(tmp_path: Path, kind: str, entity: bytes) -> None:
    if kind == "xlsx":
        path = _changed(_xlsx(tmp_path / "x.xlsx"), "xl/sharedStrings.xml", entity)
    else:
        lines = [odf.row(odf.cell(value) for value in line) for line in table([person()])]
        path = _changed(odf.workbook(tmp_path / "x.ods", [odf.sheet("Data", lines)]), "content.xml", entity)
    began = process_time()

    with pytest.raises(UnreadableFile) as refused:
        open_tables(path, name="daftar")

    assert refused.value.reason == "corrupt"
    assert "simpan ulang" in str(refused.value)
    assert process_time() - began < 2


def test_names_that_lead_elsewhere_in_a_workbook_write_nothing(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    path = _xlsx(inner / "x.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../bahaya.txt", b"x")

    assert opened(path).row_count == 1
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["a", "b", "x.xlsx"]
