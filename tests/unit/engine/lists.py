"""Small P3KE 2023 lists made in code: rows by canonical column, sound unless a test says otherwise."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from tepat.engine.checks import Context, catalogue, run, stage
from tepat.engine.layouts import builtin
from tepat.engine.reading import Table, open_tables

Row = dict[str, Any]
FAMILY = builtin().get("p3ke_2023_keluarga")
PERSON = builtin().get("p3ke_2023_individu")
VILLAGE = "64.08.01.2001"
REGIONS = {
    "64": "Kalimantan Timur",
    "64.02": "Kabupaten Kutai Kartanegara",
    "64.02.01.2001": "Muara Muntai",
    "64.08": "Kabupaten Kutai Timur",
    "64.08.01": "Muara Ancalong",
    "64.08.01.2001": "Senyiur",
    "64.08.16": "Karangan",
    "64.08.16.2004": "Ba'ay",
}
_PLACE = {
    "updated_year": "2023",
    "province_name": "KALIMANTAN TIMUR",
    "regency_name": "KUTAI TIMUR",
    "district_name": "MUARA ANCALONG",
    "village_name": "SENYIUR",
    "region_code": "6408012001",
    "desil": "1",
    "percentile": "4",
    "address": "RT 02",
    "verval_priority": "NORMAL",
}
_PROGRAMMES = {field: "TIDAK" for field in FAMILY.columns if field.startswith("prog_")}


def number(serial: int, *, born: date = date(1980, 2, 3), female: bool = False) -> str:
    """A generated NIK: province 99, which no region has."""
    return f"990801{born.day + 40 * female:02}{born:%m%y}{serial:04}"


def family(key: str = "K1", **changes: Any) -> Row:
    """A family without a fault whose head is person(key="P1")."""
    return {
        **_PLACE,
        "family_key": key,
        "head_name": "ANDI RAHMAN",
        "head_nik": number(1),
        "head_civil_match": "PADAN",
        "head_sex": "LAKI-LAKI",
        "head_birth_date": "03/02/1980",
        "head_occupation": "PETANI",
        "head_employment": "BERUSAHA SENDIRI",
        "head_education": "TAMAT SD/SEDERAJAT",
        "head_marital": "KAWIN",
        "house_tenure": "MILIK SENDIRI",
        "savings": "TIDAK",
        "roof": "ASBES/SENG",
        "roof_quality": "JELEK/KUALITAS RENDAH",
        "wall": "KAYU/PAPAN",
        "wall_quality": "KOSONG",
        "floor": "KAYU/PAPAN",
        "floor_quality": "KOSONG",
        "lighting": "LISTRIK PLN METERAN",
        "power": "=< 900 WATT",
        "cooking_fuel": "ARANG/KAYU",
        "drinking_water": "AIR HUJAN",
        "toilet": "MILIK SENDIRI",
        "stunting_risk": "BUKAN TARGET SASARAN",
        **_PROGRAMMES,
        **changes,
    }


def person(key: str = "P1", family_key: str = "K1", **changes: Any) -> Row:
    """A head of family without a fault."""
    return {
        **_PLACE,
        "family_key": family_key,
        "person_key": key,
        "name": "ANDI RAHMAN",
        "nik": number(1),
        "birth_date": "03/02/1980",
        "civil_match": "PADAN",
        "sex": "LAKI-LAKI",
        "relation": "KEPALA KELUARGA",
        "marital": "KAWIN",
        "occupation": "PETANI",
        "employment": "BERUSAHA SENDIRI",
        "education": "TAMAT SD/SEDERAJAT",
        "age": "43",
        "age_band": "USIA 19 - 59 TAHUN",
        **_PROGRAMMES,
        **changes,
    }


def table(rows: Sequence[Row], *, fields: Sequence[str] | None = None) -> list[list[Any]]:
    """Header and rows as a sheet holds them; families when the rows have a head's name."""
    layout = FAMILY if rows and "head_name" in rows[0] else PERSON
    chosen = list(layout.columns) if fields is None else fields
    return [
        [layout.header(field) for field in chosen],
        *([row.get(field, "") for field in chosen] for row in rows),
    ]


def workbook(path: Path, sheets: Mapping[str, list[list[Any]]], *, at: tuple[int, int] = (0, 0)) -> Path:
    """An XLSX file from cell `at` on; text is written as text, None as a coloured blank."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        colour = book.add_format({"bg_color": "#FFFF00"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines, start=at[0]):
                for column, value in enumerate(line, start=at[1]):
                    if value is None:
                        sheet.write_blank(row, column, None, colour)
                    elif isinstance(value, str):
                        sheet.write_string(row, column, value)
                    else:
                        sheet.write(row, column, value)
    return path


def csv_text(lines: list[list[Any]], delimiter: str = ",") -> str:
    """The same table as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(lines)
    return buffer.getvalue()


def opened(path: Path) -> Table:
    """The only table of a file."""
    (only,) = open_tables(path, name=path.name)
    return only


def texts(rows: Sequence[Row], layout: Any) -> pl.DataFrame:
    """Rows as reading gives them: text, blank as null, numbers marked as numeric."""
    frame = {
        field: [str(row[field]) if row.get(field) not in (None, "") else None for row in rows]
        for field in layout.columns
    }
    numeric = {
        f"{field}__numeric": [isinstance(row.get(field), int) for row in rows]
        for field in layout.fields_of("nik", "kk", "key")
    }
    schema = dict.fromkeys(frame, pl.String) | dict.fromkeys(numeric, pl.Boolean)
    return pl.DataFrame(frame | numeric, schema=schema)


def findings(
    families: Sequence[Row] | None = None, persons: Sequence[Row] | None = None, **context: Any
) -> pl.DataFrame:
    """What the checks find in these rows, for a list of Kutai Timur on 1 February 2024."""
    staged = [
        None if rows is None else stage(texts(rows, layout), layout)
        for rows, layout in ((families, FAMILY), (persons, PERSON))
    ]
    settings: dict[str, Any] = {
        "known_regions": frozenset(REGIONS),
        "region_names": REGIONS,
        "scope": "64.08",
        "today": date(2024, 2, 1),
        **context,
    }
    return run(staged[0], staged[1], Context(**settings))


def found(frame: pl.DataFrame) -> list[tuple[str, int, str, str]]:
    """(subject, row, check, column) of each finding."""
    return list(frame.select("subject", "row_ref", "check", "column").iter_rows())


def told(frame: pl.DataFrame) -> list[str]:
    """What each finding says, in Indonesian."""
    layouts = {"family": FAMILY, "person": PERSON}
    return [
        str(
            catalogue()[check].told(
                column=layouts[subject].header(column), value=value or "", detail=detail or ""
            )
        )
        for subject, check, column, value, detail in frame.select(
            "subject", "check", "column", "value", "detail"
        ).iter_rows()
    ]
