"""Checks of the two files of one batch against each other: who is head, and where the family lives."""

import polars as pl

from tepat.engine.checks.batch import Batch, Hits, check, hits, loosely
from tepat.engine.checks.regions import exists, within_scope

_SAME_NUMBER = pl.col("nik") == pl.col("head_nik")
_SAME_NAME = loosely(pl.col("name")) == loosely(pl.col("head_name"))
_SAME_BIRTH = pl.col("birth_date") == pl.col("head_birth_date")


@check("KEL-010")
def another_head(batch: Batch) -> Hits:
    """The family's row names another head than its members' file: number and name differ, or name and birth.

    Detail: that head's row.
    """
    family, person = batch.rows("family"), batch.rows("person")
    if family is None or person is None:
        return []
    heads = batch.heads.lazy().rename(lambda name: name.removeprefix("head__"))
    heads = heads.rename({"row_ref": "head_row"})
    both = family.lazy().join(heads, on="family_key", maintain_order="left")
    # Where both numbers are known they decide; a name spelt otherwise is not another person.
    differs = ~_SAME_NAME & pl.coalesce(~_SAME_NUMBER, ~_SAME_BIRTH)
    return [
        hits(
            "family", both.filter(differs), pl.lit(True), "head_name", detail=pl.col("head_row"),
            proposal=pl.col("name"), confidence=0.5,
        )
    ]  # fmt: skip


@check("KEL-011")
def head_called_otherwise(batch: Batch) -> Hits:
    """A member who is the head by the family's row, but not by his own.

    Known by his number; by name and birth only where no other member is called head.
    """
    family, person = batch.rows("family"), batch.rows("person")
    if family is None or person is None:
        return []
    columns = ("family_key", "head_nik", "head_name", "head_birth_date")
    named = family.lazy().select(columns).unique("family_key", keep="none")
    heads = batch.heads.lazy().select("family_key", "head__row_ref", "head__nik")
    others = person.lazy().filter(pl.col("relation") != "head")
    headless = pl.col("head__row_ref").is_null()
    # A number that the head bears as well makes nobody else the head.
    by_number = _SAME_NUMBER & (pl.col("head__nik") != pl.col("nik")).fill_null(True)
    same = by_number.fill_null(False) | (headless & _SAME_NAME & _SAME_BIRTH)
    meant = (
        others.join(named, on="family_key", maintain_order="left")
        .join(heads, on="family_key", how="left", maintain_order="left")
        .filter(same)
    )
    return [
        hits(
            "person", meant, pl.lit(True), "relation",
            proposal=pl.lit("head"), confidence=pl.when(headless).then(0.9).otherwise(0.5),
        )
    ]  # fmt: skip


@check("KEL-012")
def another_region(batch: Batch) -> Hits:
    """A member stands in another village than his family's row; codes that are wrong by themselves are left out."""
    found = _members_beside_family(batch, "region_code")
    if found is None:
        return []
    codes = (pl.col("region_code"), pl.col("region_code__family"))
    right = pl.all_horizontal([exists(batch, code) & within_scope(batch, code) for code in codes])
    differs = right & ~codes[0].str.starts_with(codes[1]) & ~codes[1].str.starts_with(codes[0])
    return [
        hits(
            "person", found.filter(differs), pl.lit(True), "region_code",
            detail=codes[1], proposal=codes[1], confidence=0.6,
        )
    ]  # fmt: skip


@check("KEL-013")
def another_address(batch: Batch) -> Hits:
    """A member's address is another than his family's."""
    found = _members_beside_family(batch, "address")
    if found is None:
        return []
    differs = loosely(pl.col("address")) != loosely(pl.col("address__family"))
    return [
        hits(
            "person", found.filter(differs), pl.lit(True), "address",
            proposal=pl.col("address__family"), confidence=0.6,
        )
    ]  # fmt: skip


def _members_beside_family(batch: Batch, column: str) -> pl.LazyFrame | None:
    """The members whose `column` is not word for word that of the family's first row, given beside it."""
    family = batch.rows_with("family", "family_key", column)
    person = batch.rows_with("person", "family_key", column)
    if family is None or person is None:
        return None
    of_family = (
        family.lazy()
        .filter(pl.col("family_key").is_not_null())
        .unique("family_key", keep="first", maintain_order=True)
        .select("family_key", pl.col(column).alias(f"{column}__family"))
    )
    beside = person.lazy().join(of_family, on="family_key", maintain_order="left")
    return beside.filter(pl.col(column) != pl.col(f"{column}__family"))
