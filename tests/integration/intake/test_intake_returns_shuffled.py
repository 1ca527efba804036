"""Whatever is done to a returned workbook's order, columns, titles and sheet names: the same claims."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tepat.intake.models import Pack
from tepat.intake.returns.comparing import compare
from tepat.intake.returns.sheets import read_book
from tepat.platform import files as kept
from tepat.platform.accounts.models import User
from tests.examples import examples
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import for_the_module
from tests.factories.lists import child, family, files, head
from tests.factories.returns import book_of, fill, saved, sent_round
from tests.unit.engine import odf, xls

pytestmark = [pytest.mark.django_db, pytest.mark.examples]


@pytest.fixture(scope="module", autouse=True)
def _sent(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with for_the_module(django_db_blocker):
        accepted_batch(
            files(
                [family(n, roof="", address="") for n in range(1, 7)],
                [row for n in range(1, 7) for row in (head(n, birth_date=""), child(10 + n, n, nik=""))],
            )
        )
        sent_round(User.objects.system())
        yield


def _filled() -> Any:
    book = book_of(Pack.objects.get())
    for row in (2, 4, 6):
        fill(book["Keluarga"], row, {"Jenis atap": "Genteng", "Alamat": f"RT {row}"})
        fill(book["Anggota"], row, {"Tanggal Lahir": f"0{row}-03-1980", "NIK": generated_nik(200 + row)})
    return book


def _rearranged(book: Any, random: Random, titles: int) -> Any:
    """Rows and columns in another order, titles above, foreign columns, other names and order of sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    names = ["Petunjuk", "Keluarga", "Anggota"]
    random.shuffle(names)
    for at, name in enumerate(names):
        rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
        sheet = made.create_sheet(f"Lembar {at}")
        if name != "Petunjuk":
            order = list(range(len(rows[0])))
            random.shuffle(order)
            heading, below = rows[0], rows[1:]
            random.shuffle(below)
            rows = [
                [*(row[place] for place in order), "Paraf" if row is heading else "x"]
                for row in (heading, *below)
            ]
            rows = [*([f"Daftar keluarga, halaman {line}"] for line in range(titles)), *rows]
        for row in rows:
            sheet.append(row)
    return made


def _claims(content: bytes, tmp_path: Any, name: str) -> set[tuple[str, ...]]:
    pack = Pack.objects.get()
    sent, back = tmp_path / "sent.xlsx", tmp_path / name
    sent.write_bytes(kept.open_plain(pack.workbook).read())
    back.write_bytes(content)
    found = compare(read_book(sent, "sent.xlsx"), read_book(back, name))
    return {(one.subject, one.key, one.field, str(one.value)) for one in found.changes}


@settings(
    max_examples=examples(5, many=100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), titles=st.integers(0, 5))
def test_the_same_claims_however_it_is_rearranged(tmp_path: Any, seed: int, titles: int) -> None:
    book = _filled()
    expected = _claims(saved(book), tmp_path, "back.xlsx")

    assert len(expected) == 12
    assert _claims(saved(_rearranged(book, Random(seed), titles)), tmp_path, "back.xlsx") == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_saved_as_text_says_the_same(tmp_path: Any, delimiter: str) -> None:
    book = _filled()
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(
        [cell.value for cell in row] for row in book["Keluarga"].iter_rows()
    )

    told = _claims(text.getvalue().encode(), tmp_path, "keluarga.csv")

    assert told == {one for one in _claims(saved(book), tmp_path, "back.xlsx") if one[0] == "family"}


def _as_typed(book: Any) -> dict[str, list[list[Any]]]:
    """What other programs keep of a workbook: days and numbers for the texts that look like them, nothing locked."""

    def typed(value: Any) -> Any:
        text = str(value or "")
        if len(text) == 10 and text[2] == text[5] == "-":
            return date(int(text[6:]), int(text[3:5]), int(text[:2]))
        return int(text) if text.isdecimal() and len(text) < 16 else text

    return {
        name: [[typed(cell.value) for cell in row] for row in book[name].iter_rows()]
        for name in ("Petunjuk", "Keluarga", "Anggota", "Pilihan")
    }


def _ods(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    odf.workbook(
        path,
        [
            odf.sheet(name, [odf.row(odf.cell(value or None) for value in row) for row in rows])
            for name, rows in sheets.items()
        ],
    )


def _xls(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    def record(row: int, column: int, value: Any) -> bytes:
        if isinstance(value, date):
            value = (value - date(1899, 12, 30)).days
        return xls.number(row, column, value) if isinstance(value, int) else xls.label(row, column, value)

    written = {
        name: [
            record(row, column, value)
            for row, cells in enumerate(rows)
            for column, value in enumerate(cells)
            if value != ""
        ]
        for name, rows in sheets.items()
    }
    xls.workbook(path, written, hidden=["Pilihan"])


def _xlsx_of_inline_strings(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "d mmm yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        pytest.param("kembali.ods", _ods, id="ods"),
        pytest.param("kembali.xls", _xls, id="xls"),
        pytest.param("kembali.xlsx", _xlsx_of_inline_strings, id="inline-strings"),
    ],
)
def test_a_workbook_saved_by_another_program_says_the_same(
    tmp_path: Path, name: str, write: Callable[[Path, dict[str, list[list[Any]]]], None]
) -> None:
    book = _filled()
    fill(book["Keluarga"], 2, {"Luas lantai (m²)": "45"})
    write(tmp_path / name, _as_typed(book))

    told = _claims((tmp_path / name).read_bytes(), tmp_path, name)

    assert len(told) == 13
    assert told == _claims(saved(book), tmp_path, "back.xlsx")
