"""Held rows go out as a workbook and come back corrected, whatever was done to its order."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from python_calamine import CalamineWorkbook

from tepat.intake.models import Batch, RowCorrection
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.registry.services import record_hand_over
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import PERIAN, SENYIUR, child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

Table = list[list[Any]]


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(user_with_role("regency_verifier", "64.08"))
    return client


def _files() -> dict[str, bytes]:
    return files(
        [family(1), family(2, region_code="", address="=1+1")],
        [head(1), child(21, 1, region_code=PERIAN), child(22, 1, person_key="")],
    )


def _download(client: Client, batch: Batch) -> dict[str, Table]:
    answer = client.get(f"/masuk/{batch.id}/tertahan/unduh/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _upload(client: Client, batch: Batch, tables: dict[str, Table]) -> str:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(table):
                for column, cell in enumerate(line):
                    sheet.write_string(number, column, str(cell))
    buffer.seek(0)
    buffer.name = "perbaikan.xlsx"
    return client.post(f"/masuk/{batch.id}/tertahan/unggah/", {"berkas": buffer}).content.decode()


def _set(table: Table, header: str, row: int, value: str) -> None:
    table[row][table[0].index(header)] = value


def _held(batch: Batch) -> tuple[str, int, int]:
    batch.refresh_from_db()
    return batch.state, batch.pending, batch.held


def test_it_holds_the_rows_as_they_came_with_reasons_and_no_formula(officer: Client) -> None:
    batch = checked_batch(_files())

    tables = _download(officer, batch)

    families, people = sorted(tables.values(), key=len)
    assert families[0][0] == "Rujukan Tepat"
    assert families[0][-2:] == ["Alasan", "Usulan"]
    assert "=1+1" in families[1]
    assert PERIAN in people[1]
    assert "di luar Kabupaten Kutai Timur" in people[1][-2]
    assert AuditEvent.objects.filter(action="held_rows.exported").exists()


def test_it_comes_back_with_rows_and_columns_and_sheets_in_another_order(officer: Client) -> None:
    batch = checked_batch(_files())
    tables = _download(officer, batch)
    families, people = sorted(tables.values(), key=len)
    _set(families, "Kode Kemdagri", 1, SENYIUR)
    _set(people, "Kode Kemdagri", 1, SENYIUR)
    _set(people, "ID Individu", 2, "IND-BARU")

    shuffled = [list(reversed(line)) for line in (people[0], *reversed(people[1:]))]
    page = _upload(officer, batch, {"Lembar lain": shuffled, "Zz": [["judul"], [], *families]})

    assert "3 baris disimpan, 3 kini siap diterima" in page
    assert _held(batch) == ("checked", 5, 0)


def test_each_row_that_cannot_be_used_is_named(officer: Client) -> None:
    batch = accepted_batch(_files())
    _families, people = sorted(_download(officer, batch).values(), key=len)
    reference = people[1][0]
    _set(people, "Kode Kemdagri", 1, "64.08.01.9999")
    people += [["", *people[1][1:]], ["f" * 32, *people[1][1:]], [reference, *people[1][1:]]]

    page = _upload(officer, batch, {"Data": people})

    for sentence in (
        "bukan kode desa di Kabupaten Kutai Timur",
        "Rujukannya kosong atau berubah",
        "Rujukannya bukan dari batch ini",
        "Rujukan yang sama sudah ada lebih dahulu",
        "Isian yang menahannya belum berubah",
        "1 baris tertahan lain tidak ada dalam berkas ini",
    ):
        assert sentence in page
    assert _held(batch) == ("accepted", 0, 3)
    assert not RowCorrection.objects.exists()


def test_a_file_without_our_references_is_refused(officer: Client) -> None:
    batch = checked_batch(_files())

    page = _upload(officer, batch, {"Data": [["ID Keluarga"], ["KEL-1"]]})

    assert "tidak memuat kolom «Rujukan Tepat»" in page
    assert _held(batch) == ("checked", 2, 3)


def test_no_file_and_no_workbook_are_refused(officer: Client) -> None:
    batch = checked_batch(_files())

    none = officer.post(f"/masuk/{batch.id}/tertahan/unggah/")
    text = io.BytesIO(b"a;b\n1;2\n")
    text.name = "perbaikan.csv"
    other = officer.post(f"/masuk/{batch.id}/tertahan/unggah/", {"berkas": text})

    assert (none.status_code, other.status_code) == (422, 422)


def test_nothing_leaves_once_the_agreed_use_has_ended(officer: Client) -> None:
    batch = checked_batch(_files())
    record_hand_over(
        by=User.objects.system(),
        source=batch.source,
        number="1/UJI",
        day=date(2020, 1, 1),
        giver="Dinas Sosial",
        purpose="Verifikasi",
        last_day=date(2020, 12, 31),
    )

    answer = officer.get(f"/masuk/{batch.id}/tertahan/unduh/")

    assert answer.status_code == 302
    assert not AuditEvent.objects.filter(action="held_rows.exported").exists()


def test_another_regency_and_a_reader_are_kept_out(client: Client) -> None:
    batch = checked_batch(_files())
    for role, region in (("regency_verifier", "64.02"), ("auditor", "64.08")):
        client.force_login(user_with_role(role, region))
        assert client.get(f"/masuk/{batch.id}/tertahan/unduh/").status_code in (403, 404)
        assert client.post(f"/masuk/{batch.id}/tertahan/unggah/").status_code in (403, 404)
