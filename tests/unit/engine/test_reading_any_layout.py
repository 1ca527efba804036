"""A list written in any layout that comes with Tepat, read back, tells the same facts: every column, every word."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engine.lists import VILLAGE, csv_text, number, opened, workbook

from tepat.engine.checks import stage
from tepat.engine.layouts import Layout, builtin
from tepat.engine.layouts.layout import Column

TEXT = st.sampled_from(["RT 02", "Jl. Poros, No. 1", "Gg. “Damai”; kiri", "A|B", "Ds. Kéraitan"])
NAMES = st.sampled_from(["SITI", "ANDI RAHMAN", "BA'AY LUNG"])
DAYS = st.dates(date(1930, 1, 2), date(2023, 12, 30))
WRITTEN: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: str((day - date(1899, 12, 30)).days),
)


def _cell(layout: Layout, column: Column, draw: st.DrawFn, serial: int) -> tuple[str, Any]:
    """What stands in a cell, and what that says."""
    match column.kind:
        case "code":
            words = layout.words[column.codes or ""]
            code = draw(st.sampled_from(sorted(words)))
            return words[code], code
        case "date":
            day = draw(DAYS)
            return draw(st.sampled_from(WRITTEN))(day), day
        case "integer":
            low, high = column.range or (0, 999)
            value = draw(st.integers(low, high))
            return str(value), value
        case "nik":
            return number(serial), number(serial)
        case "kk":
            return f"99080102{serial:08}", f"99080102{serial:08}"
        case "region":
            return VILLAGE.replace(".", ""), VILLAGE
        case "key":
            return f"K-{serial}", f"K-{serial}"
        case _:
            text = draw(NAMES if column.kind == "name" else TEXT)
            return text, text


@st.composite
def _lists(draw: st.DrawFn, layout: Layout) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """Header and rows, and the facts of each row."""
    order = draw(st.permutations(list(layout.columns)))
    lines, facts = [[layout.columns[name].header for name in order]], []
    for serial in range(1, draw(st.integers(1, 3)) + 1):
        told = {name: _cell(layout, layout.columns[name], draw, serial) for name in layout.columns}
        lines.append([told[name][0] for name in order])
        facts.append({name: fact for name, (_, fact) in told.items()})
    return lines, facts


@pytest.mark.parametrize("layout", list(builtin()), ids=lambda layout: layout.id)
def test_what_is_written_in_a_layout_is_what_it_tells(layout: Layout, tmp_path: Path) -> None:
    @settings(max_examples=8, deadline=None)
    @given(made=_lists(layout), kind=st.sampled_from(["xlsx", ",", ";", "\t", "|"]))
    def holds(made: tuple[list[list[str]], list[dict[str, Any]]], kind: str) -> None:
        lines, facts = made
        path = tmp_path / f"{random.random()}"
        if kind == "xlsx":
            workbook(path, {"Data": lines})
        else:
            path.write_text(csv_text(lines, kind), encoding="utf-8", newline="")

        read = opened(path)
        rows = stage(read.chunks(), read.layout)

        assert read.layout is layout
        for name, column in layout.columns.items():
            if column.kind == "region" and layout.region_code != "kemendagri":
                continue
            assert rows[name].to_list() == [row[name] for row in facts], name

    holds()
