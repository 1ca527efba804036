"""All checks over a batch: hits become findings with their severity. What they say stands in catalogue.py."""

from importlib import import_module

import polars as pl

from tepat.engine.checks.batch import Batch, functions
from tepat.engine.checks.catalogue import Check, catalogue
from tepat.engine.checks.context import Context
from tepat.engine.checks.preparing import prepared
from tepat.engine.checks.registry import KNOWN_SCHEMA

for _family in (
    "between_files",
    "cells",
    "families",
    "members",
    "names",
    "numbers",
    "programmes",
    "regions",
    "registry",
    "values",
):
    import_module(f"tepat.engine.checks.{_family}")

FINDINGS_SCHEMA = {
    "subject": pl.String,
    "row_ref": pl.Int64,
    "check": pl.String,
    "column": pl.String,
    "value": pl.String,
    "detail": pl.String,
    "severity": pl.String,
    "proposal": pl.String,
    "confidence": pl.Float64,
}


def run(
    family: pl.DataFrame | None,
    person: pl.DataFrame | None,
    context: Context,
    known: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Every finding of a batch of staged rows, ordered by subject, row and check; see FINDINGS_SCHEMA.

    `value` is the cell's text as read, `column` is canonical, `detail` as in Check; `proposal` is what the row's
    `column` likely should hold, as a canonical value, with a `confidence` from 0 to 1. A clean batch gives an
    empty frame. `known` holds facts known of the rows already, as registry.py describes them.
    """
    facts = pl.DataFrame(schema=KNOWN_SCHEMA) if known is None else known
    batch = Batch(*prepared(family, person, context.today), context, facts)
    if not list(batch.subjects()):
        return pl.DataFrame(schema=FINDINGS_SCHEMA)
    asked = [(check, hit) for check_id, check in catalogue().items() for hit in functions[check_id](batch)]
    answers = pl.collect_all([hit for _check, hit in asked])
    columns = _columns(batch)
    found = [
        _findings(check, hits.join(columns, on=columns.columns, how="semi", maintain_order="left"), context)
        for (check, _hit), hits in zip(asked, answers, strict=True)
        if len(hits)
    ]
    if not found:
        return pl.DataFrame(schema=FINDINGS_SCHEMA)
    return _without_echoes(pl.concat(found), batch).sort("subject", "row_ref", "check", maintain_order=True)


def _without_echoes(found: pl.DataFrame, batch: Batch) -> pl.DataFrame:
    """What is said of a cell that could not be read is that alone, unless it holds the row.

    To the other checks such a cell is blank, and it is not.
    """
    unread = batch.unread
    if not len(unread):
        return found
    its_own = pl.col("check").str.starts_with("SEL-")
    return pl.concat(
        [
            found.filter(its_own | (pl.col("severity") == "hold")),
            found.filter(~its_own & (pl.col("severity") != "hold")).join(
                unread, on=["subject", "row_ref", "column"], how="anti"
            ),
        ]
    )


def _columns(batch: Batch) -> pl.DataFrame:
    """layout, column: what the rows at hand can be told of."""
    layouts = {layout.id: layout for _subject, _rows, layout in batch.by_layout}
    rows = [(layout_id, column) for layout_id, layout in layouts.items() for column in layout.told_as]
    return pl.DataFrame(rows, schema={"layout": pl.String, "column": pl.String}, orient="row")


def _findings(check: Check, hits: pl.DataFrame, context: Context) -> pl.DataFrame:
    return hits.select(
        "subject",
        "row_ref",
        pl.lit(check.id).alias("check"),
        "column",
        "value",
        "detail",
        pl.lit(context.severity_of(check.id)).alias("severity"),
        "proposal",
        "confidence",
    )
