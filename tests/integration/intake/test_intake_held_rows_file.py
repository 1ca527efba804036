"""Held rows go out as a workbook and come back corrected, whatever was done to its order."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from python_calamine import CalamineWorkbook

from tepat.intake import services
from tepat.intake.models import Batch, CorrectionFile, RowCorrection
from tepat.intake.reading import context_of
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.files.marking import SHEET
from tepat.platform.jobs.claiming import claim
from tepat.platform.jobs.models import Job
from tepat.registry.services import record_hand_over
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lasting import for_the_module
from tests.factories.lists import PERIAN, SENYIUR, child, family, files, head
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db

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


@pytest.fixture(scope="module")
def batch(django_db_setup: None, django_db_blocker: Any) -> Iterator[Batch]:
    """Two rows that are sound, and three held ones: a family, and two members."""
    with for_the_module(django_db_blocker):
        yield checked_batch(_files())


def _download(client: Client, batch: Batch) -> dict[str, Table]:
    answer = client.get(f"/masuk/{batch.id}/tertahan/unduh/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name != SHEET}


def _book(tables: dict[str, Table]) -> io.BytesIO:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet(SHEET).write_string("A1", "Diunduh oleh")  # it comes back too, and is no data
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(table):
                for column, cell in enumerate(line):
                    sheet.write_string(number, column, str(cell))
    buffer.seek(0)
    buffer.name = "perbaikan.xlsx"
    return buffer


def _upload(client: Client, batch: Batch, tables: dict[str, Table]) -> str:
    return _given(client, batch, _book(tables))


def _given(client: Client, batch: Batch, file: io.BytesIO) -> str:
    """Upload a file, let the job read it, and look at the page that tells of it."""
    answer = client.post(f"/masuk/{batch.id}/tertahan/unggah/", {"berkas": file})
    assert "Membaca" not in client.get(answer.headers["Location"]).content.decode()
    assert jobs.run_now(Job.objects.latest("id")).state == "done"
    return client.get(answer.headers["Location"]).content.decode()


def _set(table: Table, header: str, row: int, value: str) -> None:
    table[row][table[0].index(header)] = value


def _held(batch: Batch) -> tuple[str, int, int]:
    batch.refresh_from_db()
    return batch.state, batch.pending, batch.held


def test_it_holds_the_rows_as_they_came_with_reasons_and_no_formula(officer: Client, batch: Batch) -> None:
    tables = _download(officer, batch)

    families, people = sorted(tables.values(), key=len)
    assert families[0][0] == "Rujukan Tepat"
    assert families[0][-2:] == ["Alasan", "Usulan"]
    assert "=1+1" in families[1]
    assert PERIAN in people[1]
    assert "di luar Kabupaten Kutai Timur" in people[1][-2]
    assert AuditEvent.objects.filter(action="held_rows.exported").exists()


def test_it_comes_back_with_rows_and_columns_and_sheets_in_another_order(
    officer: Client, batch: Batch
) -> None:
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
        "bukan kode atau nama desa di Kabupaten Kutai Timur",
        "Rujukannya kosong atau berubah",
        "Rujukannya bukan dari batch ini",
        "Rujukan yang sama sudah ada lebih dahulu",
        "Isian yang menahannya belum berubah. Betulkan kolom ID Individu",
        "1 baris tertahan lain tidak ada dalam berkas ini",
    ):
        assert sentence in page
    assert _held(batch) == ("accepted", 0, 3)
    assert not RowCorrection.objects.exists()


def test_a_file_without_our_references_is_refused(officer: Client, batch: Batch) -> None:
    page = _upload(officer, batch, {"Data": [["ID Keluarga"], ["KEL-1"]]})

    assert "tidak memuat kolom «Rujukan Tepat»" in page
    assert _held(batch) == ("checked", 2, 3)


def test_no_file_is_refused_and_another_file_is_told_of(officer: Client, batch: Batch) -> None:
    none = officer.post(f"/masuk/{batch.id}/tertahan/unggah/")
    text = io.BytesIO(b"a;b\n1;2\n")
    text.name = "perbaikan.csv"
    page = _given(officer, batch, text)

    assert none.status_code == 422
    assert "Berkas tidak terbaca" in page
    assert "tidak memuat kolom «Rujukan Tepat»" in page
    assert _held(batch) == ("checked", 2, 3)
    assert "Perbaikan terakhir" not in officer.get(f"/masuk/{batch.id}/tertahan/").content.decode()


def test_a_killed_reading_goes_on_where_it_stopped_and_is_undone_as_one(
    officer: Client, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = _download(officer, batch)
    families, people = sorted(tables.values(), key=len)
    _set(families, "Kode Kemdagri", 1, SENYIUR)
    _set(people, "Kode Kemdagri", 1, SENYIUR)
    monkeypatch.setattr("tepat.intake.jobs.CORRECTED_A_STEP", 1)
    real, steps = services.fill_next_from_file, []

    def killed_after_the_first(**step: Any) -> None:
        real(**step)
        steps.append(step)
        if len(steps) == 1:
            raise OSError

    monkeypatch.setattr(services, "fill_next_from_file", killed_after_the_first)
    page = _upload(officer, batch, {"A": families, "B": people})

    assert [step["reached"] for step in steps] == [1, 2, 3]
    assert "2 baris disimpan, 2 kini siap diterima" in page
    assert "tidak lagi tertahan" not in page
    assert _held(batch) == ("checked", 4, 1)

    last = batch.corrections.get()
    officer.post(f"/masuk/{batch.id}/perbaikan/batal/", {"perbaikan": str(last.id)})

    assert _held(batch) == ("checked", 2, 3)


def test_an_attempt_that_was_superseded_writes_nothing(officer: Client, batch: Batch) -> None:
    tables = _download(officer, batch)
    officer.post(f"/masuk/{batch.id}/tertahan/unggah/", {"berkas": _book(tables)})
    mine = claim("slow", only=Job.objects.latest("id"))
    assert mine is not None
    Job.objects.filter(id=mine.id).update(attempt=mine.attempt + 1)
    given = CorrectionFile.objects.get()

    with pytest.raises(jobs.LeaseLost):
        services.fill_next_from_file(
            by=mine.created_by,
            given=given,
            run=jobs.Run(mine),
            typed={},
            places={},
            said=[],
            met=3,
            reached=3,
            context=context_of(batch),
        )
    with pytest.raises(jobs.LeaseLost):
        services.finish_held_file(by=mine.created_by, given=given, run=jobs.Run(mine))
    assert _held(batch) == ("correcting", 2, 3)
    assert (
        "sedang diperbaiki"
        in officer.post(f"/masuk/{batch.id}/tertahan/unggah/", {"berkas": io.BytesIO(b"a")}).content.decode()
    )


def test_nothing_leaves_once_the_agreed_use_has_ended(officer: Client, batch: Batch) -> None:
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


def test_another_regency_and_a_reader_are_kept_out(client: Client, batch: Batch) -> None:
    for role, region in (("regency_verifier", "64.02"), ("auditor", "64.08")):
        client.force_login(user_with_role(role, region))
        assert client.get(f"/masuk/{batch.id}/tertahan/unduh/").status_code in (403, 404)
        assert client.post(f"/masuk/{batch.id}/tertahan/unggah/").status_code in (403, 404)
