"""The ministry's P3KE 2023 files with the rows a test asks for, as XLSX or CSV.

Rows are dictionaries of canonical column names; what a row does not name is filled with sound values.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import xlsxwriter

from tepat.engine.layouts import builtin
from tests.factories import places

FAMILY_LAYOUT, PERSON_LAYOUT = "p3ke_2023_keluarga", "p3ke_2023_individu"
Row = dict[str, Any]


@cache
def headers(layout_id: str) -> dict[str, str]:
    """The source's spelling of each column, by canonical name."""
    layout = next(one for one in builtin() if one.id == layout_id)
    return {name: column.header for name, column in layout.columns.items()}


def generated_nik(serial: int, *, born: date = date(1985, 3, 14), female: bool = False) -> str:
    """A number of province 99, which nobody has."""
    return f"990801{born.day + (40 if female else 0):02}{born:%m%y}{serial:04}"


def _place(region: str) -> Row:
    names = dict(places.rows())
    return {
        "province_name": names.get(region[:2], "").upper(),
        "regency_name": names.get(region[:5], "").removeprefix("Kabupaten ").upper(),
        "district_name": names.get(region[:8], "").upper(),
        "village_name": names.get(region, "").upper(),
        "region_code": region,
    }


_PROGRAMMES = {
    f"prog_{name}": "TIDAK" for name in ("bpnt", "bpum", "bst", "pkh", "sembako", "prakerja", "kur")
}


def family_row(key: str, *, region: str, head: str, nik: str, **values: Any) -> Row:
    """A sound family row."""
    return {
        "family_key": key,
        "updated_year": "2023",
        **_place(region),
        "desil": "1",
        "percentile": "4",
        "address": "RT 02",
        "verval_priority": "NORMAL",
        "head_name": head,
        "head_nik": nik,
        "head_civil_match": "PADAN",
        "head_sex": "LAKI-LAKI",
        "head_birth_date": "14/03/1985",
        "head_occupation": "PETANI",
        "head_employment": "BERUSAHA SENDIRI",
        "head_education": "TAMAT SD/SEDERAJAT",
        "head_marital": "KAWIN",
        "house_tenure": "MILIK SENDIRI",
        "savings": "TIDAK",
        "roof": "ASBES/SENG",
        "wall": "KAYU/PAPAN",
        "floor": "KAYU/PAPAN",
        "lighting": "LISTRIK PRIBADI S/D 900 WATT",
        "cooking_fuel": "ARANG/KAYU",
        "drinking_water": "AIR HUJAN",
        "toilet": "YA, DENGAN SEPTIC TANK",
        **_PROGRAMMES,
        **values,
    }


def person_row(key: str, family_key: str, *, region: str, name: str, nik: str, **values: Any) -> Row:
    """A sound row of a family's head, unless told otherwise."""
    return {
        "family_key": family_key,
        "updated_year": "2023",
        **_place(region),
        "desil": "1",
        "percentile": "4",
        "address": "RT 02",
        "person_key": key,
        "verval_priority": "NORMAL",
        "name": name,
        "nik": nik,
        "birth_date": "14/03/1985",
        "civil_match": "PADAN",
        "sex": "LAKI-LAKI",
        "relation": "KEPALA KELUARGA",
        "marital": "KAWIN",
        "occupation": "PETANI",
        "employment": "BERUSAHA SENDIRI",
        "education": "TAMAT SD/SEDERAJAT",
        "age": "38",
        "age_band": "22-59",
        **_PROGRAMMES,
        **values,
    }


def _table(layout_id: str, rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    columns = headers(layout_id)
    return [list(columns.values()), *([row.get(name, "") for name in columns] for row in rows)]


def xlsx(layout_id: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A workbook of one sheet; text is written as text, numbers as numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Data")
        for number, line in enumerate(_table(layout_id, rows)):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
    return buffer.getvalue()


def csv_bytes(layout_id: str, rows: Iterable[Mapping[str, Any]], *, delimiter: str = ",") -> bytes:
    """The same rows as CSV in UTF-8."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(_table(layout_id, rows))
    return buffer.getvalue().encode()
