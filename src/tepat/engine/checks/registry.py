"""Checks of a list against what is known already of the families and people it names.

The caller looks that up and hands it in as facts, one a line (KNOWN_SCHEMA): `fact` is one of those below, `column`
the column of the row that it concerns, `value` what is known.

    desil     the newest desil on the scale of `column`
    number    another number than the row's is known of this person; the number itself is not handed in
    dead      the person died; `value` says when, as it is to be read
    moved     the person or family moved away or was taken off the list; `value` says why, as it is to be read
"""

import polars as pl

from tepat.engine.checks.batch import Batch, Hits, Subject, check, hits

KNOWN_SCHEMA = {
    "subject": pl.String,
    "row_ref": pl.Int64,
    "fact": pl.String,
    "column": pl.String,
    "value": pl.String,
}
# A family seldom climbs or falls so many tenths from one list to the next; then another family may be meant.
DESIL_JUMP = 3


@check("REG-001")
def desil_jumped(batch: Batch) -> Hits:
    """Three tenths or more from the newest reading on the same scale. Detail: that reading."""
    found: Hits = []
    for subject, column, rows in _told(batch, "desil"):
        jumped = (pl.col(column) - pl.col("known").cast(pl.Int32)).abs() >= DESIL_JUMP
        found.append(hits(subject, rows, jumped, column, detail=pl.col("known")))
    return found


@check("REG-002")
def number_changed(batch: Batch) -> Hits:
    """The list's key is that of a person who bears another usable number."""
    return _all(batch, "number")


@check("REG-003")
def known_dead(batch: Batch) -> Hits:
    """Somebody known to have died. Detail: when."""
    return _all(batch, "dead")


@check("REG-004")
def known_moved(batch: Batch) -> Hits:
    """Somebody known to have moved away, or taken off the list. Detail: why."""
    return _all(batch, "moved")


def _all(batch: Batch, fact: str) -> Hits:
    return [
        hits(subject, rows, pl.lit(True), column, detail=pl.col("known"))
        for subject, column, rows in _told(batch, fact)
    ]


def _told(batch: Batch, fact: str) -> list[tuple[Subject, str, pl.LazyFrame]]:
    """The rows that a fact is known of, with what is known, by the column it concerns."""
    facts = batch.known.filter(fact=fact)
    if facts.is_empty():
        return []
    told = []
    for subject, frame in batch.subjects():
        of_subject = facts.filter(subject=subject)
        for column in of_subject["column"].unique(maintain_order=True):
            known = of_subject.filter(column=column).select("row_ref", known="value")
            rows = frame.lazy().join(known.lazy(), on="row_ref", maintain_order="left")
            told.append((subject, column, rows))
    return told
