"""Rows on their way in looked at again: what a text means in a row's layout, and what still holds the row.

Writes nothing; what becomes of the answers is services/correcting.py's.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson
import polars as pl

from tepat.engine import checks
from tepat.engine.checks.settling import DESCRIBED
from tepat.engine.identity import regions
from tepat.engine.layouts import Layout

from .models import Batch, BatchRow
from .reading import Frames, group_of, values_of
from .row_keys import kept

# What a row says in the registry's fields; a patch is the part of it that one field's new value changes.
Values = Mapping[str, Any]
_BESIDE = "_status"
_VILLAGE = len("64.08.01.2001")
_CODE, _NAMES = {"region_code": pl.String}, {"village_name": pl.String, "district_name": pl.String}
IDENTIFYING = ("family_key", "person_key", "region_code")
_NUMBERS = ("nik", "kk")
_TOGETHER = [check.id for check in checks.catalogue().values() if check.together]


def read_as(
    layout: Layout, typed: Sequence[Mapping[str, str]], context: checks.Context
) -> list[dict[str, dict[str, Any]]]:
    """For each row's texts by field the patches they make, as if the texts stood in a file of the layout.

    A key that the layout makes of a number takes the number. A region takes our code, BPS's, or a village's name.
    """
    own = [{layout.key_from.get(field, field): text for field, text in row.items()} for row in typed]
    meant = regions_meant({row["region_code"] for row in typed if "region_code" in row}, context)
    return [
        {field: _patch(field, values, text, layout, meant) for field, text in row.items()}
        for row, values in zip(typed, _as_read(layout, own), strict=True)
    ]


def _as_read(layout: Layout, typed: Sequence[Mapping[str, str]]) -> list[Values]:
    """What texts by column say in the registry's fields."""
    texts = {
        field: [row.get(field) or None for row in typed]
        for field in layout.columns
        if any(field in row for row in typed)
    }
    blank = {field: [None] * len(typed) for field in layout.columns}
    frame = pl.DataFrame({**blank, **texts}, schema=dict.fromkeys(layout.columns, pl.String))
    staged = checks.stage(frame, layout)
    *_keys, values = values_of(staged, layout)
    return [orjson.loads(one) for one in values]


def _patch(
    field: str, values: Values, text: str, layout: Layout, meant: Mapping[str, str | None]
) -> dict[str, Any]:
    if field == "region_code":
        return {field: meant[text]}
    column = layout.key_from.get(field, field)
    if column in layout.columns:
        return {name: values[name] for name in (column, column + _BESIDE, field) if name in values}
    return {field: text.strip() or None}


def regions_meant(texts: Collection[str], context: checks.Context) -> dict[str, str | None]:
    """The region that each text means: our code, BPS's, or a village's name, its district's after a comma."""
    written = sorted(texts)
    codes = dict(zip(written, regions.dotted_column(pl.Series(written, dtype=pl.String)), strict=True))
    told = [text for text in written if codes[text] is None or codes[text] not in context.known_regions]
    coded = [text for text in told if any(sign.isdigit() for sign in text)]
    of_bps = context.places.resolve(pl.DataFrame({"region_code": coded}, schema=_CODE), "bps")
    # What leads no nearer than to the batch's own region says nothing.
    codes |= {
        text: code
        for text, code in zip(coded, of_bps, strict=True)
        if code is not None and len(code) > len(context.scope)
    }
    named = [text for text in told if text not in coded]
    parts = [text.partition(",")[::2] for text in named]
    of_names = context.places.resolve(pl.DataFrame(parts, schema=_NAMES, orient="row"), "names")
    return codes | {
        text: code if code is not None and len(code) == _VILLAGE else None
        for text, code in zip(named, of_names, strict=True)
    }


def with_made_keys(
    batch: Batch, rows: Sequence[Values], patches: Sequence[dict[str, dict[str, Any]]]
) -> None:
    """Give people of a layout that makes their keys the key that reading would have given them.

    A number that another row of the batch bears already is nobody's key: whoever bears it, or has none, is told by
    family, name and birth date, as soon as these are known.
    """
    typed = [one.get("person_key", {}).get("person_key") for one in patches]
    keys = {number: kept(number) for number in typed if number}
    found = BatchRow.objects.filter(batch=batch, person_key__in=set(keys.values()))
    taken = set(found.values_list("person_key", flat=True))
    columns = ("family_key", "name", "birth_date")
    merged = [{**row, **_joined(patch)} for row, patch in zip(rows, patches, strict=True)]
    frame = pl.DataFrame(
        {name: [row.get(name) for row in merged] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )
    described = frame.select(key=DESCRIBED)["key"].to_list()
    for row, patch, number, key in zip(merged, patches, typed, described, strict=True):
        if number and (keys[number] in taken or typed.count(number) > 1):
            patch["person_key"]["person_key"] = key
        elif not row.get("person_key") and key and "family_key" in patch:
            patch["family_key"]["person_key"] = key


def _joined(patches: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for patch in patches.values() for name, value in patch.items()}


def proposed(layout: Layout, field: str, proposal: str) -> dict[str, Any]:
    """The patch of a proposal, which is a canonical value."""
    column = layout.columns.get(field)
    if column is not None and column.kind in _NUMBERS:
        (values,) = _as_read(layout, [{field: proposal}])
        return {name: values[name] for name in (field, field + _BESIDE) if name in values}
    if column is not None and column.kind == "integer":
        return {field: int(proposal)}
    return {field: proposal}


def still_held(rows: Sequence[tuple[Layout, Values]], context: checks.Context) -> list[set[str]]:
    """The columns that hold each row, as the checks say now that can be told from a row alone."""
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
