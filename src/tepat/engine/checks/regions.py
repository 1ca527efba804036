"""Checks of the region: a code that exists, lies in scope and agrees with the names beside it."""

import polars as pl

from tepat.engine.checks.batch import Batch, Hits, check, hits

CODE = pl.col("region_code")
_KINDS_OF_REGION = r"^(desa|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota|kampung|nagari|gampong)\b[. ]*"


def _exists(batch: Batch) -> pl.Expr:
    return CODE.is_in(batch.context.regions.implode())


def _within(code: pl.Expr, scope: str) -> pl.Expr:
    return (code == scope) | code.str.starts_with(f"{scope}.") if scope else pl.lit(True)


@check("WIL-001")
def no_region(batch: Batch) -> Hits:
    """No region code at all."""
    return [
        hits(subject, frame, pl.col("region_code__raw").is_null(), "region_code")
        for subject, frame in batch.subjects()
    ]


@check("WIL-002")
def unknown_region(batch: Batch) -> Hits:
    """A code no region has, or something that has not the form of one."""
    unknown = pl.col("region_code__raw").is_not_null() & (CODE.is_null() | ~_exists(batch))
    return [hits(subject, frame, unknown, "region_code") for subject, frame in batch.subjects()]


@check("WIL-003")
def outside_scope(batch: Batch) -> Hits:
    """A real region, but not of the one the list was handed over for; a code above that is outside too."""
    scope = batch.context.scope
    outside = _exists(batch) & ~_within(CODE, scope)
    name = pl.lit(batch.context.region_names.get(scope, scope) or "Indonesia")
    return [hits(subject, frame, outside, "region_code", detail=name) for subject, frame in batch.subjects()]


@check("WIL-004")
def name_disagrees(batch: Batch) -> Hits:
    """The village's or district's name is not that of the code. Detail: the name the code has."""
    found: Hits = []
    for subject, frame in batch.subjects():
        for column, length in (("village_name", 13), ("district_name", 8)):
            named = (
                frame.filter(_exists(batch) & (CODE.str.len_bytes() >= length) & pl.col(column).is_not_null())
                .with_columns(region=CODE.str.head(length))
                .join(batch.context.names, on="region", how="inner", maintain_order="left")
            )
            right = pl.col("region__name")
            found.append(
                hits(subject, named, _loosely(pl.col(column)) != _loosely(right), column, detail=right)
            )
    return found


@check("WIL-005")
def above_village(batch: Batch) -> Hits:
    """A code that names a district or regency: the row stands there until its village is known."""
    coarse = _exists(batch) & _within(CODE, batch.context.scope) & (CODE.str.len_bytes() < 13)
    return [hits(subject, frame, coarse, "region_code") for subject, frame in batch.subjects()]


def _loosely(name: pl.Expr) -> pl.Expr:
    """Names compared by their letters: "Desa Ba'ay" is "BAAY"."""
    return name.str.to_lowercase().str.replace(_KINDS_OF_REGION, "").str.replace_all("[^a-z0-9]+", "")
