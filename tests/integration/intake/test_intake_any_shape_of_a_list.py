"""A list in any layout, its rows and columns in any order, in one file or several, of any kind: one registry."""

import csv
import io
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from django.db import transaction

from tepat.demo.generator import generate
from tepat.demo.other_layouts import dialects, generate_in
from tepat.engine.reading.delimited import DelimitedSheet
from tepat.engine.reading.workbook import sheets
from tepat.platform.regions.models import RegionCrosswalk
from tests.examples import examples
from tests.factories.batches import accepted_batch
from tests.factories.lists import standing

pytestmark = [pytest.mark.django_db, pytest.mark.examples, pytest.mark.usefixtures("regions")]

Lines = list[list[str]]


@dataclass(frozen=True)
class Shape:
    """How an office might hand a list over: `seed` orders rows and columns, `parts` files or sheets hold them."""

    seed: int
    parts: int
    kind: str
    title_rows: int
    left: int


KINDS = ("files", "sheets", ";", "\t", "|", ",utf-16", ",utf-8-sig")
LAYOUTS = ("p3ke_2023", *sorted(dialects()))
SHAPES_A_LAYOUT = examples(2, many=50)


@pytest.fixture(autouse=True)
def crosswalk() -> None:
    RegionCrosswalk.objects.create(scheme="bps", their_code="6404", our_code="64.08")


@cache
def _tables(layout: str) -> tuple[tuple[str, Lines], ...]:
    """The generated files of a layout as (name, header and rows)."""
    with TemporaryDirectory() as folder:
        if layout == "p3ke_2023":
            written = generate(families=6, out=Path(folder), seed=3, damage=0, formats=("csv",))
            paths = [written.folder / f"{stem}.csv" for stem in ("keluarga", "individu")]
        else:
            paths = generate_in(layout, families=6, out=Path(folder), seed=3)
        return tuple((path.stem, _lines(path)) for path in paths)


def _lines(path: Path) -> Lines:
    sheet = DelimitedSheet(path, path.name) if path.suffix == ".csv" else next(sheets(path, path.name))
    return [[str(cell) for cell in row] for _number, row in sheet.rows()]


def _shaped(layout: str, shape: Shape) -> dict[str, bytes]:
    """The files of a list in this shape."""
    dice = random.Random(shape.seed)
    files: dict[str, bytes] = {}
    for stem, (header, *rows) in _tables(layout):
        columns = dice.sample(range(len(header)), len(header))
        rows = dice.sample(rows, len(rows))
        top = [[""] * shape.left + ["DAFTAR KELUARGA"]] * shape.title_rows
        header, *rows = [[""] * shape.left + [line[at] for at in columns] for line in (header, *rows)]
        parts = [[*top, header, *rows[part :: shape.parts]] for part in range(shape.parts)]
        if shape.kind == "sheets":
            files[f"{stem}.xlsx"] = _workbook(parts)
            continue
        for number, lines in enumerate(parts):
            name = f"{stem}-{number}"
            if shape.kind == "files":
                files[f"{name}.xlsx"] = _workbook([lines])
            else:
                files[f"{name}.csv"] = _text(lines, shape.kind[0], shape.kind[1:] or "utf-8")
    return files


def _workbook(parts: list[Lines]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for lines in parts:
            sheet = book.add_worksheet()
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if cell:
                        sheet.write_string(row, column, cell)
    return buffer.getvalue()


def _text(lines: Lines, delimiter: str, encoding: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(lines)
    return buffer.getvalue().encode(encoding)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _registry(files: dict[str, bytes]) -> dict[str, list[str]]:
    """What the registry holds after a list, without where in its files each fact stands, and without a finding."""
    with _taken_back():
        batch = accepted_batch(files)
        assert (batch.held, batch.pending, batch.accepted) == (0, 0, batch.rows_in)
        assert not batch.findings.exists()
        return {name: sorted(map(_without_place, rows)) for name, rows in standing().items()}


def _without_place(told: str) -> str:
    row = json.loads(told)
    row.pop("source_row", None)
    return json.dumps(row, sort_keys=True)


def _shapes(layout: str) -> Iterator[Shape]:
    """Each layout's own, which together have every kind beside every number of parts and every place."""
    first, layouts = LAYOUTS.index(layout), len(LAYOUTS)
    for at in range(first, first + SHAPES_A_LAYOUT * layouts, layouts):
        yield Shape(at, 1 + at % 3, KINDS[at % len(KINDS)], title_rows=at % 4, left=(at + 1) % 3)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_in_any_shape_makes_the_same_registry(layout: str) -> None:
    whole = _registry(_shaped(layout, Shape(0, 1, "files", 0, 0)))
    assert len(whole["Family"]) == 6

    for shape in _shapes(layout):
        assert _registry(_shaped(layout, shape)) == whole, shape
