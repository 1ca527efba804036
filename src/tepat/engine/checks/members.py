"""Checks of who belongs to a family: its members beside its head, how many they are, and who is in two."""

import polars as pl

from tepat.engine.checks.batch import Batch, Hits, check, hits
from tepat.engine.identity import nik

# No family of the ministry's lists has more; above it several families went under one key.
MOST_MEMBERS = 15


@check("KEL-008")
def spouse_of_same_sex(batch: Batch) -> Hits:
    """The head's spouse has the head's sex; the NIK of one of them may say who was mistaken."""
    person = batch.rows("person")
    if person is None:
        return []
    spouses = _beside_head(batch, person, "spouse").filter(pl.col("sex") == pl.col("head__sex"))
    told = _sex_said(pl.col("nik"))
    return [
        hits(
            "person", spouses, pl.lit(True), "sex",
            proposal=pl.when(told != pl.col("sex")).then(told), confidence=0.95,
        )
    ]  # fmt: skip


@check("KEL-009")
def child_older_than_head(batch: Batch) -> Hits:
    """A child of the head, born before him; dates that are doubted already are left out."""
    person = batch.rows("person")
    if person is None:
        return []
    older = _beside_head(batch, person, "child").filter(
        (pl.col("birth_date") < pl.col("head__birth_date"))
        & ~pl.col("birth_date__doubted")
        & ~pl.col("head__birth_date__doubted")
    )
    return [hits("person", older, pl.lit(True), "birth_date")]


def _beside_head(batch: Batch, person: pl.DataFrame, relation: str) -> pl.LazyFrame:
    members = person.lazy().filter(pl.col("relation") == relation)
    return members.join(batch.heads.lazy(), on="family_key", maintain_order="left")


def _sex_said(number: pl.Expr) -> pl.Expr:
    return pl.when(nik.says_a_date(number)).then(nik.sex(number))


@check("KEL-014")
def members_miscounted(batch: Batch) -> Hits:
    """The family's row says how many members it has, and the members' file has another number."""
    family = batch.rows_with("family", "member_count", "family_key")
    person = batch.rows("person")
    if family is None or person is None:
        return []
    counted = _members(person)
    told = family.lazy().join(counted.lazy(), on="family_key", maintain_order="left")
    differs = pl.col("member_count") != pl.col("members")
    return [
        hits(
            "family", told, differs, "member_count",
            detail=pl.col("members"), proposal=pl.col("members"), confidence=0.6,
        )
    ]  # fmt: skip


@check("KEL-015")
def too_many_members(batch: Batch) -> Hits:
    """More members than a family has; told at the family's row, or at its first member. Detail: how many."""
    person = batch.rows("person")
    if person is None:
        return []
    rows = person.group_by("family_key").len().filter(pl.col("len") > MOST_MEMBERS)
    large = _members(person.join(rows, on="family_key", how="semi")).filter(pl.col("members") > MOST_MEMBERS)
    if large.is_empty():
        return []
    family = batch.rows("family")
    found: Hits = []
    if family is not None:
        at_family = family.unique("family_key", keep="first", maintain_order=True).join(
            large, on="family_key"
        )
        found.append(hits("family", at_family, pl.lit(True), "family_key", detail=pl.col("members")))
        large = large.join(family, on="family_key", how="anti")
    first = person.join(large, on="family_key", maintain_order="left").unique(
        "family_key", keep="first", maintain_order=True
    )
    return [*found, hits("person", first, pl.lit(True), "family_key", detail=pl.col("members"))]


def _members(person: pl.DataFrame) -> pl.DataFrame:
    """family_key, members: how many people the family's rows name."""
    rows = person.lazy().filter(pl.col("family_key").is_not_null())
    owner = pl.coalesce("person_key", pl.format("row {}", "row_ref"))
    return rows.group_by("family_key").agg(members=owner.n_unique()).collect()


@check("IND-004")
def in_two_families(batch: Batch) -> Hits:
    """One person's key under several families; told at each of them. Detail: how many."""
    person = batch.rows("person")
    if person is None:
        return []
    several = (
        person.lazy()
        .filter(pl.col("person_key").is_not_null() & pl.col("family_key").is_not_null())
        .group_by("person_key")
        .agg(families=pl.col("family_key").n_unique())
        .filter(pl.col("families") > 1)
        .collect()
    )
    rows = person.lazy().join(several.lazy(), on="person_key", maintain_order="left")
    return [hits("person", rows, pl.lit(True), "family_key", detail=pl.col("families"))]
