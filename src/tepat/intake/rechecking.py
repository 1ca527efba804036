"""Rows on their way in looked at again: what a text means in a row's layout, and what still holds the row.

Writes nothing; what becomes of the answers is services/correcting.py's.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import polars as pl

from tepat.engine import checks
from tepat.engine.identity import regions
from tepat.engine.layouts import Layout

from .models import Batch
from .reading import Frames, context_of, group_of, values_of

# What a row says in the registry's fields; a patch is the part of it that one field's new value changes.
Values = Mapping[str, Any]
_BESIDE = "_status"
IDENTIFYING = ("family_key", "person_key", "region_code")
_NUMBERS = ("nik", "kk")
_TOGETHER = [check.id for check in checks.catalogue().values() if check.together]


def read_as(layout: Layout, typed: Sequence[Mapping[str, str]]) -> list[dict[str, dict[str, Any]]]:
    """For each row's texts by field the patches they make, as if the texts stood in a file of the layout."""
    texts = {
        field: [row.get(field) or None for row in typed]
        for field in layout.columns
        if any(field in row for row in typed)
    }
    blank = {field: [None] * len(typed) for field in layout.columns}
    frame = pl.DataFrame({**blank, **texts}, schema=dict.fromkeys(layout.columns, pl.String))
    staged = checks.stage(frame, layout)
    told = [orjson.loads(values) for *_keys, values in values_of(staged, layout)]
    return [
        {field: _patch(field, values, text, layout) for field, text in row.items()}
        for row, values in zip(typed, told, strict=True)
    ]


def _patch(field: str, values: Values, text: str, layout: Layout) -> dict[str, Any]:
    if field in layout.columns:
        return {name: values[name] for name in (field, field + _BESIDE) if name in values}
    if field == "region_code":
        return {field: regions.dotted_column(pl.Series([text], dtype=pl.String))[0]}
    return {field: text.strip() or None}


def proposed(layout: Layout, field: str, proposal: str) -> dict[str, Any]:
    """The patch of a proposal, which is a canonical value."""
    column = layout.columns.get(field)
    if column is not None and column.kind in _NUMBERS:
        return read_as(layout, [{field: proposal}])[0][field]
    if column is not None and column.kind == "integer":
        return {field: int(proposal)}
    return {field: proposal}


def still_held(batch: Batch, rows: Sequence[tuple[Layout, Values]]) -> list[set[str]]:
    """The columns that hold each row, as the checks say now that can be told from a row alone."""
    context = context_of(batch)
    parts: dict[str, dict[str, list[pl.DataFrame]]] = defaultdict(lambda: defaultdict(list))
    of_layout: dict[str, list[int]] = defaultdict(list)
    for at, (layout, _values) in enumerate(rows):
        of_layout[layout.id].append(at)
    for places in of_layout.values():
        layout = rows[places[0]][0]
        frame = _frame(layout, [rows[at][1] for at in places], places, context)
        parts[group_of(layout)][layout.subject].append(frame)
    held: list[set[str]] = [set() for _ in rows]
    for group in parts.values():
        frames: Frames = {subject: pl.concat(some, how="diagonal") for subject, some in group.items()}
        found = checks.run(frames.get("family"), frames.get("person"), context)
        found = found.filter(~pl.col("check").is_in(_TOGETHER))
        for at, column in found.filter(severity="hold").select("row_ref", "column").iter_rows():
            held[at].add(column)
    return held


def _frame(
    layout: Layout, rows: Sequence[Values], places: Sequence[int], context: checks.Context
) -> pl.DataFrame:
    """Rows as the checks read them, made of what they say in the registry's fields."""
    coded = layout.fields_of("code")
    texts = {
        field: [None if (value := row.get(field)) is None else str(value) for row in rows]
        for field in layout.columns
        if field not in coded
    }
    blank = {field: [None] * len(rows) for field in coded}
    frame = pl.DataFrame({**texts, **blank}, schema=dict.fromkeys([*texts, *blank], pl.String))
    staged = checks.stage(frame, layout, places, context.places)
    return staged.with_columns(
        pl.Series(name + ending, [row.get(name) for row in rows], dtype=pl.String)
        for name in (*coded, *IDENTIFYING)
        for ending in ("", "__raw")
        if name + ending in staged.columns
    )
