"""Sheets that are not recognised: told on the batch's page when they are notes, refused when rows would be lost."""

import io

import openpyxl
import pytest
import xlsxwriter
from django.test import Client

from tepat.intake.models import BatchSheet
from tests.factories.batches import checked_batch
from tests.factories.files import FAMILY_LAYOUT, Row, headers
from tests.factories.lists import family
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return buffer.getvalue()


def _lines(rows: list[Row]) -> list[list[str]]:
    return [[str(row.get(name, "")) for name in headers(FAMILY_LAYOUT)] for row in rows]


def _families(count: int) -> list[list[str]]:
    return [list(headers(FAMILY_LAYOUT).values()), *_lines([family(one) for one in range(1, count + 1)])]


def test_a_sheet_of_notes_is_told_of_and_counts_nothing() -> None:
    notes = [["Petunjuk"], ["Isi semua kolom"], ["Hubungi kantor"]]
    batch = checked_batch({"daftar.xlsx": _workbook({"Catatan": notes, "Data": _families(2)})})
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna"))

    page = client.get(f"/masuk/{batch.id}/").content.decode()

    assert (batch.state, batch.rows_in) == ("checked", 2)
    skipped = BatchSheet.objects.get(name="Catatan")
    assert (skipped.layout, skipped.subject, skipped.rows_in, skipped.rows_written) == ("", "", 3, 0)
    assert "Catatan" in page
    assert "tidak dikenali" in page
    assert "3 baris tidak dibaca" in page


def test_rows_that_go_on_in_a_sheet_without_headers_are_not_lost_silently() -> None:
    rest = _lines([family(3), family(4)])
    batch = checked_batch({"daftar.xlsx": _workbook({"Data": _families(2), "Lanjutan": rest})})

    assert batch.state == "unreadable"
    assert "Lembar «Lanjutan»" in batch.trouble
    assert "2 baris" in batch.trouble


def test_what_is_hidden_in_a_workbook_is_read_and_told_of() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Sampul")
        sheet = book.add_worksheet("Data")
        sheet.hide()
        for number, line in enumerate(_families(3)):
            sheet.write_row(number, 0, [*line, line[0]])
        sheet.set_row(2, None, None, {"hidden": True})
    batch = checked_batch({"daftar.xlsx": buffer.getvalue()})
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna"))

    page = client.get(f"/masuk/{batch.id}/").content.decode()

    assert batch.rows_in == 3
    assert "Lembar ini tersembunyi; isinya ikut dibaca." in page
    assert "1 baris tersembunyi atau tersaring; semuanya ikut dibaca." in page
    assert "ada pada kolom A dan" in page


def test_a_formula_without_a_result_is_among_the_findings() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in _families(2):
        sheet.append(line)
    at = list(headers(FAMILY_LAYOUT)).index("address") + 1
    sheet.cell(row=3, column=at, value="=A1")
    buffer = io.BytesIO()
    book.save(buffer)

    batch = checked_batch({"daftar.xlsx": buffer.getvalue()})

    (finding,) = batch.findings.filter(check_id="SEL-001")
    assert (finding.column, finding.row.source_row.row, finding.severity) == ("address", 3, "warning")
