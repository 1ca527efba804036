"""Checks of the region: a code that exists, lies in scope and agrees with the names beside it.

Where a code is wrong, the village that the names beside it mean is proposed.
"""

import polars as pl

from tepat.engine.checks.batch import NOTHING, Batch, Hits, Subject, check, hits
from tepat.engine.checks.proposals import alike
from tepat.engine.identity.regions import name_form

CODE = pl.col("region_code")
# What a row says of its region.
_SAID = ("layout", "region_code", "region_code__raw", "village_name", "district_name", "regency_name")
_LEVELS = (("village_name", 13), ("district_name", 8), ("regency_name", 5))


def exists(batch: Batch, code: pl.Expr = CODE) -> pl.Expr:
    """Whether a region has this code."""
    return code.is_in(batch.known_codes.implode())


def within_scope(batch: Batch, code: pl.Expr = CODE) -> pl.Expr:
    """Whether the code lies in the region the list was handed over for."""
    scope = batch.context.scope
    return (code == scope) | code.str.starts_with(f"{scope}.") if scope else pl.lit(True)


@check("WIL-001")
def no_region(batch: Batch) -> Hits:
    """No region code at all."""
    return _wrong_codes(batch, pl.col("region_code__raw").is_null())


@check("WIL-002")
def unknown_region(batch: Batch) -> Hits:
    """A code no region has, or something that has not the form of one."""
    unknown = pl.col("region_code__raw").is_not_null() & (CODE.is_null() | ~exists(batch))
    return _wrong_codes(batch, unknown)


@check("WIL-003")
def outside_scope(batch: Batch) -> Hits:
    """A real region, but not of the one the list was handed over for; a code above that is outside too."""
    scope = batch.context.scope
    outside = exists(batch) & ~within_scope(batch)
    return _wrong_codes(batch, outside, name=batch.context.region_names.get(scope, scope) or "Indonesia")


def _wrong_codes(batch: Batch, wrong: pl.Expr, name: str = "") -> Hits:
    """Rows with a wrong code, but those that give BPS's (WIL-006), with the village their names mean."""
    found: Hits = []
    for subject, frame in batch.subjects():
        if not len(told := _told(frame, wrong)):
            continue
        rows = _placed(batch, told).filter(~pl.col("bps"))
        found.append(
            hits(
                subject, rows, pl.lit(True), "region_code",
                detail=pl.lit(name) if name else NOTHING,
                # A row of another region's is that region's, whatever village of ours bears the same name.
                proposal=NOTHING if name else pl.col("place"), confidence=pl.col("sure"),
            )
        )  # fmt: skip
    return found


@check("WIL-004")
def name_disagrees(batch: Batch) -> Hits:
    """The village's, district's or regency's name is not that of the code. Detail: the name the code has.

    Of a code outside the scope WIL-003 says it all, and the names are better witnesses than the code.
    """
    found: Hits = []
    for subject, frame in batch.subjects():
        for column, length in _LEVELS:
            if column in frame.columns:
                wrong = _disagreeing(batch, frame, column, length)
                rows = (
                    frame.join(wrong, on=["region_code", column], maintain_order="left")
                    if len(wrong)
                    else wrong
                )
                if len(rows):
                    found.append(
                        hits(
                            subject, rows, pl.lit(True), column,
                            detail=pl.col("right"),
                            proposal=pl.when(pl.col("alike").is_not_null()).then("right"),
                            confidence=pl.col("alike"),
                        )
                    )  # fmt: skip
    return found


def _disagreeing(batch: Batch, frame: pl.DataFrame, column: str, length: int) -> pl.DataFrame:
    """The pairs of code and name that do not fit: region_code, the column, right, alike where nearly so."""
    pairs = (
        frame.lazy()
        .select("region_code", column)
        .unique()
        .filter(exists(batch) & within_scope(batch) & (CODE.str.len_bytes() >= length))
        .filter(pl.col(column).is_not_null())
        .with_columns(region=CODE.str.head(length))
        .join(batch.context.names.lazy(), on="region")
        .rename({"region__name": "right"})
        .filter(name_form(pl.col(column)) != name_form(pl.col("right")))
        .with_columns(written=name_form(pl.col(column)), meant=name_form(pl.col("right")))
        .collect()
    )
    if not len(pairs):
        return pairs
    degrees = alike(pairs.select("written", "meant"))
    return pairs.with_columns(degrees).select("region_code", column, "right", "alike")


@check("WIL-005")
def above_village(batch: Batch) -> Hits:
    """A code that names a district or regency: the row stands there until its village is known."""
    coarse = exists(batch) & within_scope(batch) & (CODE.str.len_bytes() < 13)
    found: Hits = []
    for subject, frame in batch.subjects():
        if not len(told := _told(frame, coarse)):
            continue
        rows = _placed(batch, told)
        below = pl.col("place").str.starts_with(CODE + ".")
        found.append(
            hits(
                subject, rows, pl.lit(True), "region_code",
                proposal=pl.when(below).then("place"), confidence=pl.col("sure"),
            )
        )  # fmt: skip
    return found


@check("WIL-006")
def code_of_bps(batch: Batch) -> Hits:
    """BPS's code where Kemendagri's belongs: 6402 is one regency for the one and another for the other.

    Told where the code leads nowhere or out of scope and by the crosswalk leads into it, or where it leads
    into it but the regency's name beside it is that of the crosswalk. Detail: the regency meant.
    """
    found: Hits = []
    for subject, frame in batch.subjects():
        said = [name for name in _SAID if name in frame.columns]
        told = frame.select(said).unique().with_columns(_meant(batch)).filter(pl.col("meant").is_not_null())
        if not len(told):
            continue
        bps = _placed(batch, told.drop("meant")).filter("bps")
        rows = frame.join(bps.select(*said, "meant", "place", "sure"), on=said, nulls_equal=True)
        found.append(_hits_of_bps(batch, subject, rows))
    return found


def _hits_of_bps(batch: Batch, subject: Subject, rows: pl.DataFrame) -> pl.LazyFrame:
    names = batch.context.names.rename({"region": "meant", "region__name": "meant__name"})
    told = rows.join(names, on="meant", how="left", maintain_order="left")
    inside = pl.col("place").str.starts_with(pl.col("meant") + ".")
    return hits(
        subject, told, pl.lit(True), "region_code",
        detail=pl.coalesce("meant__name", "meant"),
        proposal=pl.when(inside).then("place").otherwise("meant"),
        confidence=pl.when(inside).then("sure").otherwise(0.6),
    )  # fmt: skip


def _meant(batch: Batch) -> pl.Expr:
    digits = pl.col("region_code__raw").str.replace(r"[.,]0+$", "").str.replace_all("[^0-9]", "").str.head(4)
    known = {theirs: ours for theirs, ours in batch.context.crosswalk.items() if len(theirs) == 4}
    return (
        pl.when(digits.str.len_bytes() == 4)
        .then(digits.replace_strict(known, default=None, return_dtype=pl.String))
        .alias("meant")
    )


def _told(frame: pl.DataFrame, where: pl.Expr) -> pl.DataFrame:
    """What the rows for which it holds say of their region."""
    columns = ["row_ref", *(name for name in _SAID if name in frame.columns)]
    return frame.lazy().filter(where).select(columns).collect()


def _placed(batch: Batch, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with: place, the village of the scope that their names mean, how `sure`; and whether their code
    is BPS's, and the regency `meant` by it then."""
    rows = rows.with_columns(
        district__form=name_form(_or_null(rows, "district_name")),
        village__form=name_form(_or_null(rows, "village_name")),
        regency__form=name_form(_or_null(rows, "regency_name")),
    )
    kemendagri = [layout.id for layout in batch.context.layouts if layout.region_code == "kemendagri"]
    names = batch.context.regencies.rename({"regency": "meant", "form": "meant__form"})
    own = batch.context.regencies.rename({"regency": "own", "form": "own__form"})
    rows = (
        rows.join(
            batch.context.villages, on=["district__form", "village__form"], how="left", maintain_order="left"
        )
        .join(batch.context.villages_by_name, on="village__form", how="left", maintain_order="left")
        .with_columns(_meant(batch), own=CODE.str.head(5))
        .join(names, on="meant", how="left", maintain_order="left")
        .join(own, on="own", how="left", maintain_order="left")
    )
    inside = exists(batch) & within_scope(batch)
    named = pl.col("regency__form")
    leads_in = ~inside.fill_null(False) & within_scope(batch, pl.col("meant"))
    # A real code of elsewhere stays that, unless the names beside it say otherwise.
    leads_in = leads_in & (~exists(batch).fill_null(False) | (named == pl.col("meant__form")))
    swapped = (
        inside
        & (named == pl.col("meant__form"))
        & (named != pl.col("own__form"))
        & (pl.col("meant") != pl.col("own"))
    )
    bps = pl.col("layout").is_in(kemendagri) & (leads_in | swapped)
    return rows.with_columns(
        bps=bps.fill_null(False),
        place=pl.coalesce("village", "village__alone"),
        sure=pl.when(pl.col("village").is_not_null()).then(0.95).otherwise(0.8),
    )


def _or_null(rows: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column) if column in rows.columns else NOTHING
