"""Checks of cells that hold no value though they are not blank: formulas never calculated, and errors."""

import polars as pl

from tepat.engine.checks.batch import NOTHING, Batch, Hits, check
from tepat.engine.reading import UNREAD


@check("SEL-001")
def formula_without_result(batch: Batch) -> Hits:
    """The file holds the formula and not what it comes to; calculating it here would be a guess."""
    return _unread(batch, pl.col("value") == "")


@check("SEL-002")
def formula_error(batch: Batch) -> Hits:
    """The spreadsheet shows #N/A, #REF! or the like where a value should be."""
    return _unread(batch, pl.col("value") != "")


def of_unread_cells(subject: str, frame: pl.DataFrame) -> pl.DataFrame:
    """layout, subject, row_ref, column, value: the cells of a subject's rows that hold no value, and their errors."""
    cell = pl.col(UNREAD).str.splitn("=", 2)
    return (
        frame.select("layout", "row_ref", UNREAD)
        .drop_nulls()
        .with_columns(pl.col(UNREAD).str.split(";"))
        .explode(UNREAD)
        .select(
            "layout",
            subject=pl.lit(subject, dtype=pl.String),
            row_ref=pl.col("row_ref"),
            column=cell.struct.field("field_0"),
            value=cell.struct.field("field_1").fill_null(""),
        )
    )


def _unread(batch: Batch, where: pl.Expr) -> Hits:
    return [
        of_unread_cells(subject, frame)
        .lazy()
        .filter(where)
        .with_columns(detail=NOTHING, proposal=NOTHING, confidence=pl.lit(None, dtype=pl.Float64))
        for subject, frame in batch.subjects()
    ]
