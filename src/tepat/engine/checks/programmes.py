"""Checks of programme flags, by rules that stand in programmes.yaml: warnings, for aid is decided elsewhere."""

from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from tepat.engine.checks.batch import Batch, Hits, check, hits, rows_named


@cache
def rules() -> dict[str, Any]:
    """The rules as their file states them."""
    text = files("tepat.engine.checks").joinpath("programmes.yaml").read_text("utf-8")
    packed: dict[str, Any] = yaml.safe_load(text)
    return packed


def _both(batch: Batch, check_id: str) -> Hits:
    first, second = (f"prog_{code}" for code in rules()["contradictions"][check_id]["both"])
    found: Hits = []
    for subject in ("family", "person"):
        frame = batch.rows_with(subject, first, second)
        if frame is not None:
            found.append(hits(subject, frame, (pl.col(first) == "yes") & (pl.col(second) == "yes"), second))
    return found


@check("PROG-001")
def bpnt_with_bst(batch: Batch) -> Hits:
    """BPNT and BST at once."""
    return _both(batch, "PROG-001")


@check("PROG-002")
def blt_dd_with_pkh(batch: Batch) -> Hits:
    """BLT Dana Desa for a recipient of PKH."""
    return _both(batch, "PROG-002")


@check("PROG-003")
def member_receives_family_not(batch: Batch) -> Hits:
    """The family's row says no where one of its members receives. Detail: the members' rows."""
    family, person = batch.rows("family"), batch.rows("person")
    if family is None or person is None:
        return []
    columns = [name for name in family.columns if name.startswith("prog_") and "__" not in name]
    columns = [name for name in columns if name in person.columns]
    if not columns:
        return []
    receiving = (
        person.lazy()
        .filter(pl.any_horizontal([pl.col(name) == "yes" for name in columns]))
        .group_by("family_key")
        .agg(
            rows_named(pl.col("row_ref").filter(pl.col(name) == "yes")).alias(f"{name}__members")
            for name in columns
        )
    )
    both = family.lazy().join(receiving, on="family_key", maintain_order="left")
    return [
        hits(
            "family", both, (pl.col(name) == "no") & (pl.col(f"{name}__members") != ""), name,
            detail=pl.col(f"{name}__members"), proposal=pl.lit("yes"), confidence=0.7,
        )
        for name in columns
    ]  # fmt: skip


@check("PROG-004")
def programme_over(batch: Batch) -> Hits:
    """Receives a programme that had ended before the layout's time; lists that keep history are left alone."""
    found: Hits = []
    for code, entry in rules()["ended"].items():
        column = f"prog_{code}"
        late = [
            layout.id
            for layout in batch.context.layouts
            if layout.source not in rules()["history_in"] and layout.valid_from > entry["until"]
        ]
        for subject, frame in batch.subjects():
            if late and column in frame.columns:
                receives = pl.col("layout").is_in(late) & (pl.col(column) == "yes")
                found.append(
                    hits(subject, frame, receives, column, detail=pl.lit(f"{entry['until']:%d/%m/%Y}"))
                )
    return found
