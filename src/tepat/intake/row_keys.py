"""The keys of staged rows as the registry keeps them, and how many families and people they name.

Looking them up in the registry is known_numbers.py's and the registry's.
"""

from collections.abc import Collection, Mapping

import polars as pl

from tepat.registry.numbers import LONGEST_KEY, key_as_kept


def kept_key(column: str) -> pl.Expr:
    """The layout's key as the registry keeps it; only long ones can be a personal number."""
    text = pl.col(column).fill_null("")
    return (
        pl.when((text.str.count_matches("[0-9]") >= 16) | (text.str.len_chars() > LONGEST_KEY))
        .then(text.map_elements(key_as_kept, pl.String))
        .otherwise(text)
    )


def kept(key: str) -> str:
    """The same of one key."""
    long = sum(sign.isdigit() for sign in key) >= 16 or len(key) > LONGEST_KEY
    return key_as_kept(key) if long else key


def families_and_persons(frames: Mapping[str, pl.DataFrame], held: Collection[int]) -> tuple[int, int]:
    """How many families and people the rows that may go in name; rows told twice count once.

    A family without members' rows counts its head, whom the acceptance makes of the family's own row.
    """
    told = {subject: frame.filter(~pl.col("row_ref").is_in(list(held))) for subject, frame in frames.items()}
    of_families = _keys(told.get("family"), "family_key")
    of_members = _keys(told.get("person"), "family_key")
    people = _keys(told.get("person"), "person_key")
    families = pl.concat([of_families, of_members]).n_unique()
    return families, len(people) + families - len(of_members)


def _keys(frame: pl.DataFrame | None, column: str) -> pl.Series:
    if frame is None:
        return pl.Series(column, dtype=pl.String)
    # Only what is written differently need be compared as the registry keeps it.
    keys = frame.select(pl.col(column).unique()).select(kept_key(column).unique())[column]
    return keys.filter(keys != "").alias("key")
