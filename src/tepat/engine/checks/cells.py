"""Checks of cells that hold no value though they are not blank: formulas never calculated, and errors."""

import polars as pl

from tepat.engine.checks.batch import NOTHING, Batch, Hits, check


@check("SEL-001")
def formula_without_result(batch: Batch) -> Hits:
    """The file holds the formula and not what it comes to; calculating it here would be a guess."""
    return _unread(batch, pl.col("value") == "")


@check("SEL-002")
def formula_error(batch: Batch) -> Hits:
    """The spreadsheet shows #N/A, #REF! or the like where a value should be."""
    return _unread(batch, pl.col("value") != "")


def _unread(batch: Batch, where: pl.Expr) -> Hits:
    if not len(batch.unread):
        return []
    nothing_more = {"detail": NOTHING, "proposal": NOTHING, "confidence": pl.lit(None, dtype=pl.Float64)}
    return [batch.unread.lazy().filter(where).with_columns(**nothing_more)]
