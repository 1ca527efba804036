"""All checks over a batch: hits become findings with their sentence, suggestion and severity."""

import re
from importlib import import_module

import polars as pl

from tepat.engine.checks.batch import Batch, functions
from tepat.engine.checks.catalogue import Check, catalogue
from tepat.engine.checks.context import Context

for _family in ("families", "numbers", "regions", "values"):
    import_module(f"tepat.engine.checks.{_family}")

FINDINGS_SCHEMA = {
    "subject": pl.String,
    "row_ref": pl.Int64,
    "check": pl.String,
    "column": pl.String,
    "value": pl.String,
    "message": pl.String,
    "suggestion": pl.String,
    "severity": pl.String,
}
_PLACE = re.compile(r"\{(value|column|detail)\}")
# A sentence may be shown where numbers are masked, so it never repeats one that could be somebody's.
_LONG_NUMBER = r"(?:[0-9][ .'-]?){11}[0-9]"
_LONGEST_VALUE = 60


def run(family: pl.DataFrame | None, person: pl.DataFrame | None, context: Context) -> pl.DataFrame:
    """Every finding of a batch of staged rows, ordered by subject, row and check; see FINDINGS_SCHEMA.

    `value` is the cell's text as read; `column` is canonical. A clean batch gives an empty frame.
    """
    batch = Batch(family, person, context)
    if not list(batch.subjects()):
        return pl.DataFrame(schema=FINDINGS_SCHEMA)
    headers = _headers(batch)
    found = [
        _findings(check, pl.concat(hits), context, headers)
        for check_id, check in catalogue().items()
        if (hits := [hit for hit in functions[check_id](batch) if len(hit)])
    ]
    if not found:
        return pl.DataFrame(schema=FINDINGS_SCHEMA)
    return pl.concat(found).sort("subject", "row_ref", "check", maintain_order=True)


def _headers(batch: Batch) -> pl.DataFrame:
    """subject, column, header: how the ministry writes each column's name."""
    rows = [
        (subject, field, column.header)
        for subject, frame in batch.subjects()
        for field, column in batch.context.layouts.get(frame["layout"][0]).columns.items()
    ]
    schema = {"subject": pl.String, "column": pl.String, "header": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _findings(check: Check, hits: pl.DataFrame, context: Context, headers: pl.DataFrame) -> pl.DataFrame:
    told = hits.join(headers, on=["subject", "column"], how="left", maintain_order="left")
    if check.details:
        told = told.with_columns(pl.col("detail").replace(dict(check.details)))
    return told.select(
        "subject",
        "row_ref",
        pl.lit(check.id).alias("check"),
        "column",
        "value",
        _sentence(check.message).alias("message"),
        pl.lit(check.suggestion).alias("suggestion"),
        pl.lit(context.severities.get(check.id, check.severity)).alias("severity"),
    )


def _sentence(template: str) -> pl.Expr:
    value = pl.col("value").fill_null("")
    shown = {
        "value": pl.when(value.str.contains(_LONG_NUMBER))
        .then(pl.lit("…"))
        .otherwise(value.str.head(_LONGEST_VALUE)),
        "column": pl.col("header"),
        "detail": pl.col("detail").fill_null(""),
    }
    pieces = _PLACE.split(template)
    # Every second piece is the name of a place, the others are plain text.
    return pl.concat_str([shown[piece] if i % 2 else pl.lit(piece) for i, piece in enumerate(pieces)])
