"""The generated families in other layouts than P3KE 2023: clean files, each value in the words of its layout.

The families are those that the same arguments give in P3KE 2023. Damage is planted there alone.
"""

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tepat.demo.damage import Draft
from tepat.demo.data import load
from tepat.demo.drawing import seeded
from tepat.demo.generator import Progress, draft_family, sizes_of
from tepat.demo.numbers import PROVINCE, NumberBook
from tepat.demo.places import Village, villages_of
from tepat.demo.refusals import DemoRefused
from tepat.demo.rows import HEAD_FIELDS, Row, layout
from tepat.demo.workbook import Workbook
from tepat.engine.layouts import Layout, builtin
from tepat.engine.layouts.spelling import value_form

Facts = dict[str, Any]
STEMS = {"family": "keluarga", "person": "anggota"}
# The years each of P3KE 2022's seven columns holds, from its youngest on.
_BANDS = {
    "band_0_6": 6,
    "band_7_12": 12,
    "band_13_15": 15,
    "band_16_18": 18,
    "band_19_21": 21,
    "band_22_59": 59,
}
_ATTENDING = "_attending"


@dataclass(frozen=True)
class Dialect:
    """A pair of layouts, or one; `nearest` code for codes that the layout has no word for."""

    name: str
    layouts: dict[str, Layout]
    delimiter: str
    nearest: dict[str, dict[str, str]]


@cache
def dialects() -> dict[str, Dialect]:
    """What `--layout` knows beside p3ke_2023."""
    return {
        name: Dialect(
            name,
            {subject: builtin().get(entry[subject]) for subject in STEMS if subject in entry},
            entry.get("delimiter", ""),
            entry.get("nearest", {}),
        )
        for name, entry in load("dialects").items()
    }


def generate_in(
    name: str,
    *,
    families: int,
    out: Path,
    seed: int = 1,
    regency: str = "64.08",
    on_progress: Progress | None = None,
    on_row: Callable[[Layout, Facts], None] | None = None,
) -> list[Path]:
    """Write `families` families in a dialect into the folder and return the files; the header is row 1.

    `on_row` is told each row's facts in canonical fields and codes, as a reader of the file must find them.
    Raises DemoRefused for a dialect that does not exist.
    """
    if name not in dialects():
        raise DemoRefused(f"Tata letak {name!r} tidak dikenal. Yang ada: p3ke_2023, {', '.join(dialects())}.")
    dialect = dialects()[name]
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        tables = {
            subject: _Table(out, STEMS[subject], one, dialect.delimiter, stack)
            for subject, one in dialect.layouts.items()
        }
        for serial, draft in enumerate(_drafts(families, seed, regency)):
            for subject, facts in _facts(draft, serial):
                if subject in tables:
                    one = tables[subject].layout
                    told = _told(facts, one, dialect.nearest)
                    tables[subject].write(told)
                    if on_row is not None:
                        on_row(one, told)
            if on_progress is not None and serial % 500 == 0:
                on_progress("Membuat keluarga", serial, families)
        return [table.path for table in tables.values()]


def _drafts(families: int, seed: int, regency: str) -> Iterator[Draft]:
    numbers = NumberBook(seed, regency)
    sizes = sizes_of(seed, families)
    for village in villages_of(regency, families=families, seed=seed):
        rng = seeded(seed, village.code)
        for _ in range(village.families):
            yield draft_family(rng, village, next(sizes), numbers)


def _facts(draft: Draft, serial: int) -> Iterator[tuple[str, Facts]]:
    """The family's and each member's facts, as far as any layout asks."""
    assert draft.family_row is not None
    of_family = _as_codes(draft.family_row) | _of_place(draft.village) | _made_up(draft, serial)
    yield "family", of_family
    for row in draft.person_rows:
        assert row is not None
        facts = _as_codes(row) | _of_place(draft.village) | _made_up(draft, serial)
        education = facts["education"] or ""
        facts["schooling"] = (
            "attending" if education.endswith(_ATTENDING) else "never" if education == "none" else "ended"
        )
        own = next((band for band, oldest in _BANDS.items() if facts["age"] <= oldest), "band_60")
        facts |= {band: "yes" if band == own else "no" for band in (*_BANDS, "band_60")}
        facts["stunting_risk"] = of_family["stunting_risk"]
        yield "person", facts


def _as_codes(row: Row) -> Facts:
    """A P3KE 2023 row by canonical field, coded words as codes and dates as ISO."""
    of = layout(row.subject)
    facts: Facts = {}
    for name, column in of.columns.items():
        cell = row[name]
        if column.kind == "code":
            facts[name] = of.code_map(name).get(value_form(str(cell)))
        elif column.kind == "date":
            facts[name] = datetime.strptime(str(cell), "%d/%m/%Y").date().isoformat()
        else:
            facts[name] = cell
    return facts


def _made_up(draft: Draft, serial: int) -> Facts:
    """What P3KE 2023 does not tell: a card's number that nobody has, RT and RW, the finer facts of a house."""
    head = draft.people[0]
    district = draft.village.region_digits[2:6]
    assert draft.family_row is not None
    toilet = draft.family_row["toilet"]
    return {
        "kk": f"{PROVINCE}{district}{serial // 9000 + 1:02}0120{serial % 9000 + 1:04}",
        "source_family": f"F{serial + 1:07}",
        "rt": f"{serial % 9 + 1:03}",
        "rw": "001",
        "floor_area": 18 + serial * 7 % 60,
        "closet": "goose_neck" if toilet == "MILIK SENDIRI" else None,
        "waste": "septic_tank" if toilet == "MILIK SENDIRI" else None,
        "desil_province": draft.family_row["desil"],
        "desil_regency": draft.family_row["desil"],
        "rank_national": str(1000 + serial),
        "rank_province": str(100 + serial),
        "rank_regency": str(1 + serial),
        "head_name": head.name,
    }


def _of_place(village: Village) -> Facts:
    """The district's code as BPS writes it, where the regency's is known; the names lead on."""
    regency = _bps().get(village.code[:5], "")
    return {
        "province_code": regency[:2],
        "regency_code": regency,
        "district_code": f"{regency}{int(village.code[6:8]) * 10:03}" if regency else "",
    }


@cache
def _bps() -> dict[str, str]:
    text = (files("tepat.platform.regions") / "data" / "crosswalk_bps.csv").read_text("utf-8")
    return {row["our_code"]: row["their_code"] for row in csv.DictReader(text.splitlines())}


def _told(facts: Facts, one: Layout, nearest: dict[str, dict[str, str]]) -> Facts:
    """The facts that a layout tells, with the nearest code where it has no word for one."""
    head_of = {there: here for here, there in HEAD_FIELDS.items()}
    told: Facts = {}
    for name, column in one.columns.items():
        value = facts.get(name, facts.get(head_of.get(name, "")))
        if name == "region_code" and one.region_code != "kemendagri":
            value = None
        if column.kind == "code" and value is not None:
            code = str(nearest.get(column.codes or "", {}).get(value, value))
            value = code if one.word(name, code) is not None else None
        told[name] = value
    return told


class _Table:
    """One file of a layout."""

    def __init__(self, folder: Path, stem: str, one: Layout, delimiter: str, stack: ExitStack) -> None:
        self.layout = one
        headers = [column.header for column in one.columns.values()]
        self.path = folder / f"{stem}.{'csv' if delimiter else 'xlsx'}"
        if delimiter:
            opened = stack.enter_context(self.path.open("w", encoding="utf-8", newline=""))
            written = csv.writer(opened, delimiter=delimiter, lineterminator="\r\n")
            written.writerow(headers)
            self._write: Callable[[list[str]], object] = written.writerow
        else:
            book = Workbook(self.path, stem.capitalize(), headers)
            stack.callback(book.close)
            self._write = book.write

    def write(self, told: Facts) -> None:
        """One row, in the layout's words."""
        self._write([self._shown(name, value) for name, value in told.items()])

    def _shown(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if self.layout.columns[name].kind == "code":
            return self.layout.word(name, value) or ""
        return str(value)
