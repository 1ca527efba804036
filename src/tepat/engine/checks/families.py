"""Checks of keys and of family structure: families and their members against each other, rows told twice."""

import polars as pl

from tepat.engine.checks.batch import Batch, Hits, Subject, check, hits


@check("KEL-001")
def no_family_key(batch: Batch) -> Hits:
    """No ID Keluarga: the row cannot be tied to a family."""
    return [
        hits(subject, frame, pl.col("family_key").is_null(), "family_key")
        for subject, frame in batch.subjects()
    ]


@check("IND-001")
def no_person_key(batch: Batch) -> Hits:
    """No ID Individu: the row cannot be known again."""
    frame = batch.rows("person")
    return [] if frame is None else [hits("person", frame, pl.col("person_key").is_null(), "person_key")]


@check("KEL-002")
def no_head(batch: Batch) -> Hits:
    """Members, but no head among them; told at the family's row, or at its first member when it has none.

    Silent when a member's relation could not be read: that is told by KODE-001, and he may be the head; and
    where the files say nobody's relation.
    """
    person = batch.rows("person")
    if person is None:
        return []
    told = (pl.col("relation").is_not_null() | pl.col("relation__unknown")).any().over("layout")
    headless = (
        person.lazy()
        .filter(told)
        .filter(pl.col("family_key").is_not_null())
        .group_by("family_key")
        .agg(
            heads=(pl.col("relation") == "head").sum(),
            unread=pl.col("relation__unknown").any(),
            row_ref=pl.col("row_ref").first(),
            layout=pl.col("layout").first(),
        )
        .filter((pl.col("heads") == 0) & ~pl.col("unread"))
        .collect()
    )
    family = batch.rows("family")
    if family is None:
        return [hits("person", headless, pl.lit(True), "relation", value=pl.lit(None))]
    known = pl.col("family_key").is_in(family["family_key"].drop_nulls().implode())
    at_family = family.unique("family_key", keep="first", maintain_order=True).join(
        headless.select("family_key"), on="family_key", how="semi"
    )
    return [
        hits("family", at_family, pl.lit(True), "head_name"),
        hits("person", headless, ~known, "relation", value=pl.lit(None)),
    ]


@check("KEL-003")
def several_heads(batch: Batch) -> Hits:
    """More than one member is the head; told at each of them. Detail: how many."""
    person = batch.rows("person")
    if person is None:
        return []
    heads = person.lazy().filter((pl.col("relation") == "head") & pl.col("family_key").is_not_null())
    owner = pl.coalesce("person_key", pl.format("row {}", "row_ref"))
    heads = heads.with_columns(count=owner.n_unique().over("family_key"))
    return [hits("person", heads, pl.col("count") > 1, "relation", detail=pl.col("count"))]


@check("KEL-004")
def no_members(batch: Batch) -> Hits:
    """A family none of whose members is in the batch; silent when the batch has no individual file."""
    family, person = batch.rows("family"), batch.rows("person")
    if family is None or person is None:
        return []
    alone = (
        family.lazy()
        .filter(pl.col("family_key").is_not_null())
        .join(person.lazy(), on="family_key", how="anti", maintain_order="left")
    )
    return [hits("family", alone, pl.lit(True), "family_key")]


@check("KEL-005")
def no_family_row(batch: Batch) -> Hits:
    """A member of a family whose row is not in the batch; silent when the batch has no family file."""
    family, person = batch.rows("family"), batch.rows("person")
    if family is None or person is None:
        return []
    orphans = (
        person.lazy()
        .filter(pl.col("family_key").is_not_null())
        .join(family.lazy(), on="family_key", how="anti", maintain_order="left")
    )
    return [hits("person", orphans, pl.lit(True), "family_key")]


@check("KEL-006")
def family_told_differently(batch: Batch) -> Hits:
    """A family's key again, on a row with other content."""
    return _repeated(batch, "family", "family_key", same_content=False)


@check("KEL-007")
def family_told_twice(batch: Batch) -> Hits:
    """A family's row again, word for word."""
    return _repeated(batch, "family", "family_key", same_content=True)


@check("IND-002")
def person_told_differently(batch: Batch) -> Hits:
    """A person's key again, on a row with other content."""
    return _repeated(batch, "person", "person_key", same_content=False)


@check("IND-003")
def person_told_twice(batch: Batch) -> Hits:
    """A person's row again, word for word."""
    return _repeated(batch, "person", "person_key", same_content=True)


def _repeated(batch: Batch, subject: Subject, key: str, *, same_content: bool) -> Hits:
    """The second and later rows of a key; "same" means equal to some earlier row of that key."""
    frame = batch.rows(subject)
    if frame is None:
        return []
    repeated = frame.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())
    content = pl.struct(pl.all().exclude("row_ref", "layout"))
    later = repeated.with_columns(first=pl.col(key).is_first_distinct(), new=content.is_first_distinct())
    where = ~pl.col("first") & (~pl.col("new") if same_content else pl.col("new"))
    return [hits(subject, later, where, key)]
