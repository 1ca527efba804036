"""Checks of single values: names, dates, ages and codes."""

import polars as pl

from tepat.engine.checks.batch import Batch, Hits, Subject, check, hits
from tepat.engine.checks.numbers import disagrees_with_date
from tepat.engine.layouts import Layout

# Nobody in Indonesia is known to be older; a list's birth date before that is a slip of the pen.
OLDEST_YEARS = 110
# The ages each band of P3KE may hold. Age 5 is in no label of the source, so both neighbours may have it.
BANDS = {
    "under_5": (0, 5),
    "from_6_to_12": (5, 12),
    "from_13_to_15": (13, 15),
    "from_16_to_18": (16, 18),
    "from_19_to_59": (19, 59),
    "from_60": (60, 200),
}


@check("NAMA-001")
def no_name(batch: Batch) -> Hits:
    """Blank, or without a single letter."""
    return [
        hits(pair.subject, frame, ~pl.col(pair.name).str.contains(r"\p{L}").fill_null(False), pair.name)
        for pair, frame in batch.pairs()
    ]


@check("NAMA-002")
def digits_in_name(batch: Batch) -> Hits:
    """Letters and digits mixed: often a column that slipped."""
    mixed = [r"\p{L}", "[0-9]"]
    return [
        hits(
            pair.subject,
            frame,
            pl.all_horizontal([pl.col(pair.name).str.contains(pattern) for pattern in mixed]),
            pair.name,
        )
        for pair, frame in batch.pairs()
    ]


@check("TGL-001")
def unreadable_date(batch: Batch) -> Hits:
    """Filled, but no date. Detail: why."""
    found: Hits = []
    for subject, frame, layout in _with_layout(batch):
        for column in layout.fields_of("date"):
            reason = pl.col(f"{column}__reason")
            found.append(hits(subject, frame, reason.is_not_null(), column, detail=reason))
    return found


@check("TGL-002")
def future_date(batch: Batch) -> Hits:
    """A birth after today."""
    return [
        hits(pair.subject, frame, pl.col(pair.birth_date) > batch.context.today, pair.birth_date)
        for pair, frame in batch.pairs()
    ]


@check("TGL-003")
def invented_day(batch: Batch) -> Hits:
    """1 January, 1 July or 31 December without a NIK that says so: the day is likely filled in, not known.

    People are born on these days too; where the NIK agrees nothing is said.
    """
    return [
        hits(
            pair.subject,
            frame,
            pl.col(f"{pair.birth_date}__placeholder") & disagrees_with_date(pair).fill_null(True),
            pair.birth_date,
        )
        for pair, frame in batch.pairs()
    ]


@check("TGL-004")
def too_old(batch: Batch) -> Hits:
    """Born longer ago than people live."""
    today = batch.context.today
    oldest = today.replace(year=today.year - OLDEST_YEARS, day=min(today.day, 28))
    return [
        hits(pair.subject, frame, pl.col(pair.birth_date) < oldest, pair.birth_date)
        for pair, frame in batch.pairs()
    ]


@check("UMUR-001")
def age_disagrees(batch: Batch) -> Hits:
    """Not the age of the birth date in the year the layout froze it at. Detail: the age expected."""
    found: Hits = []
    for subject, frame, layout in _with_layout(batch):
        if subject != "person" or layout.age_year is None:
            continue
        expected = layout.age_year - pl.col("birth_date").dt.year()
        disagrees = ~pl.col("age").is_between(expected - 1, expected)
        found.append(hits(subject, frame, disagrees, "age", detail=expected))
    return found


@check("UMUR-002")
def band_disagrees(batch: Batch) -> Hits:
    """The age band does not hold the age."""
    frame = batch.rows("person")
    if frame is None:
        return []
    outside = pl.lit(False)
    for band, (youngest, oldest) in BANDS.items():
        outside = outside | ((pl.col("age_band") == band) & ~pl.col("age").is_between(youngest, oldest))
    return [hits("person", frame, outside, "age_band", detail=pl.col("age"))]


@check("KODE-001")
def unknown_code(batch: Batch) -> Hits:
    """A value the layout's list does not have; the row is kept and the field counts as not filled in."""
    return [
        hits(subject, frame, pl.col(f"{column}__unknown"), column)
        for subject, frame, layout in _with_layout(batch)
        for column in layout.fields_of("code")
    ]


@check("KODE-002")
def out_of_range(batch: Batch) -> Hits:
    """A number that is none, or lies outside what the column can hold. Detail: the range."""
    found: Hits = []
    for subject, frame, layout in _with_layout(batch):
        for column in layout.fields_of("integer"):
            least, most = layout.columns[column].range or (0, 10**9)
            wrong = pl.col(f"{column}__unreadable") | ~pl.col(column).is_between(least, most)
            found.append(hits(subject, frame, wrong, column, detail=pl.lit(f"{least}–{most}")))
    return found


def _with_layout(batch: Batch) -> list[tuple[Subject, pl.DataFrame, Layout]]:
    """Each subject's rows, apart by layout."""
    return [
        (subject, frame.filter(pl.col("layout") == layout_id), batch.context.layouts.get(layout_id))
        for subject, frame in batch.subjects()
        for layout_id in frame["layout"].unique(maintain_order=True)
    ]
