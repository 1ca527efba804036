"""Checks of single values: dates, ages and codes."""

import polars as pl

from tepat.engine.checks.batch import NOTHING, PAIRS, Batch, Hits, Pair, check, hits
from tepat.engine.checks.numbers import disagrees_with_date
from tepat.engine.checks.preparing import too_old as born_too_long_ago
from tepat.engine.checks.proposals import agrees_with_nik, century_told, nearest_codes
from tepat.engine.identity import nik
from tepat.engine.layouts import Layout

# The ages each band of P3KE may hold. Age 5 is in no label of the source, so both neighbours may have it.
BANDS = {
    "under_5": (0, 5),
    "from_6_to_12": (5, 12),
    "from_13_to_15": (13, 15),
    "from_16_to_18": (16, 18),
    "from_19_to_59": (19, 59),
    "from_60": (60, 200),
}


@check("TGL-001")
def unreadable_date(batch: Batch) -> Hits:
    """Filled, but no date. Detail: why. Proposed: what a second witness tells, else the NIK's date."""
    found: Hits = []
    for subject, frame, layout in batch.by_layout:
        for column in layout.fields_of("date"):
            reason = pl.col(f"{column}__reason")
            proposal, confidence = NOTHING, pl.lit(1.0)
            if pair := next(
                (one for one in PAIRS if (one.subject, one.birth_date) == (subject, column)), None
            ):
                proposal, confidence = _likely_date(pair, batch, layout)
            found.append(
                hits(
                    subject, frame, reason.is_not_null(), column,
                    detail=reason, proposal=proposal, confidence=confidence,
                )
            )  # fmt: skip
    return found


def _likely_date(pair: Pair, batch: Batch, layout: Layout) -> tuple[pl.Expr, pl.Expr]:
    today = batch.context.today
    reason, candidate = pl.col(f"{pair.birth_date}__reason"), pl.col(f"{pair.birth_date}__candidate")
    meant = (
        pl.when(reason == "two_digit_year")
        .then(century_told(pair, candidate, today, layout.age_year))
        .otherwise(candidate)
    )
    agrees = agrees_with_nik(pair, meant).fill_null(False)
    sure = pl.when(meant.is_null()).then(0.7).when(agrees).then(0.98).otherwise(0.85)
    return pl.coalesce(meant, nik.birth_date(pl.col(pair.nik), today)), sure


@check("TGL-002")
def future_date(batch: Batch) -> Hits:
    """A birth after today: likely a hundred years too late."""
    found: Hits = []
    for pair, frame in batch.pairs():
        born = pl.col(pair.birth_date)
        earlier = born.dt.offset_by("-100y")
        found.append(
            hits(
                pair.subject,
                frame,
                born > batch.context.today,
                pair.birth_date,
                proposal=pl.when(earlier <= batch.context.today).then(earlier),
                confidence=pl.when(agrees_with_nik(pair, earlier)).then(0.95).otherwise(0.7),
            )
        )
    return found


@check("TGL-003")
def invented_day(batch: Batch) -> Hits:
    """1 January, 1 July or 31 December without a NIK that says so: the day is likely filled in, not known.

    People are born on these days too; where the NIK agrees nothing is said. Where it tells a day of the same
    year, that day is proposed. A year in which nobody living was born is told by TGL-002 or TGL-004 alone.
    """
    found: Hits = []
    for pair, frame in batch.pairs():
        told = nik.birth_date(pl.col(pair.nik), batch.context.today)
        found.append(
            hits(
                pair.subject,
                frame,
                pl.col(f"{pair.birth_date}__placeholder")
                & ~pl.col(f"{pair.birth_date}__beyond")
                & disagrees_with_date(pair).fill_null(True),
                pair.birth_date,
                proposal=pl.when(told.dt.year() == pl.col(pair.birth_date).dt.year()).then(told),
                confidence=0.9,
            )
        )
    return found


@check("TGL-004")
def too_old(batch: Batch) -> Hits:
    """Born longer ago than people live."""
    return [
        hits(
            pair.subject,
            frame,
            born_too_long_ago(pl.col(pair.birth_date), batch.context.today),
            pair.birth_date,
        )
        for pair, frame in batch.pairs()
    ]


@check("TGL-005")
def one_date_for_many(batch: Batch) -> Hits:
    """One date on many rows of a village: a blank that became the day of some import."""
    return [
        hits(
            pair.subject,
            frame,
            pl.col(f"{pair.birth_date}__mass"),
            pair.birth_date,
            proposal=nik.birth_date(pl.col(pair.nik), batch.context.today),
            confidence=0.9,
        )
        for pair, frame in batch.pairs()
    ]


@check("TGL-006")
def date_not_filled(batch: Batch) -> Hits:
    """Not filled in, though the NIK says it."""
    found: Hits = []
    for pair, frame in batch.pairs():
        told = nik.birth_date(pl.col(pair.nik), batch.context.today)
        absent = pl.col(pair.birth_date).is_null() & pl.col(f"{pair.birth_date}__reason").is_null()
        found.append(
            hits(
                pair.subject, frame, absent & told.is_not_null(), pair.birth_date,
                proposal=told, confidence=0.85,
            )
        )  # fmt: skip
    return found


@check("UMUR-001")
def age_disagrees(batch: Batch) -> Hits:
    """Not the age of the birth date in the year the layout froze it at. Detail: the age expected.

    Silent where the year of birth itself is doubted: the age may be right.
    """
    found: Hits = []
    for subject, frame, layout in batch.by_layout:
        if subject != "person" or layout.age_year is None:
            continue
        expected = layout.age_year - pl.col("birth_date").dt.year()
        doubted = pl.col("birth_date__beyond") | pl.col("birth_date__mass")
        disagrees = ~pl.col("age").is_between(expected - 1, expected) & ~doubted
        found.append(
            hits(
                subject, frame, disagrees, "age", detail=expected, proposal=expected,
                confidence=pl.when("birth_date__agrees").then(0.97).otherwise(0.8),
            )
        )  # fmt: skip
    return found


@check("UMUR-002")
def band_disagrees(batch: Batch) -> Hits:
    """The age band does not hold the age."""
    frame = batch.rows("person")
    if frame is None:
        return []
    holds = {band: pl.col("age").is_between(*ages) for band, ages in BANDS.items()}
    outside = pl.any_horizontal([(pl.col("age_band") == band) & ~held for band, held in holds.items()])
    right = pl.coalesce([pl.when(held).then(pl.lit(band)) for band, held in holds.items()])
    return [hits("person", frame, outside, "age_band", detail=pl.col("age"), proposal=right, confidence=0.9)]


@check("UMUR-003")
def not_one_band(batch: Batch) -> Hits:
    """Of the seven age columns of P3KE 2022 not exactly one says yes. Detail: how many do."""
    return [
        hits(
            subject,
            frame,
            pl.any_horizontal([pl.col(band).is_not_null() for band in bands]) & (_saying_yes(bands) != 1),
            bands[0],
            value=pl.lit(None),
            detail=_saying_yes(bands),
        )
        for subject, frame, layout in batch.by_layout
        if (bands := [name for name in layout.columns if name.startswith("band_")])
    ]


def _saying_yes(bands: list[str]) -> pl.Expr:
    return pl.sum_horizontal([(pl.col(band) == "yes").fill_null(False).cast(pl.Int32) for band in bands])


@check("KODE-001")
def unknown_code(batch: Batch) -> Hits:
    """A value the layout's list does not have; the row is kept and the field counts as not filled in.

    Proposed: the code of a spelling so alike that it is the same word.
    """
    found: Hits = []
    for subject, frame, layout in batch.by_layout:
        for column in layout.fields_of("code"):
            if not frame[f"{column}__unknown"].any():
                continue
            wrong = frame.filter(pl.col(f"{column}__unknown")).select(
                "layout", "row_ref", value=f"{column}__raw"
            )
            near = nearest_codes(wrong["value"].unique(), layout, column)
            wrong = wrong.join(near, on="value", how="left", maintain_order="left")
            found.append(
                hits(
                    subject, wrong, pl.lit(True), column,
                    value=pl.col("value"), proposal=pl.col("proposal"), confidence=pl.col("confidence"),
                )
            )  # fmt: skip
    return found


@check("KODE-002")
def out_of_range(batch: Batch) -> Hits:
    """A number that is none, or lies outside what the column can hold. Detail: the range."""
    found: Hits = []
    for subject, frame, layout in batch.by_layout:
        for column in layout.fields_of("integer"):
            least, most = layout.columns[column].range or (0, 10**9)
            wrong = pl.col(f"{column}__unreadable") | ~pl.col(column).is_between(least, most)
            found.append(hits(subject, frame, wrong, column, detail=pl.lit(f"{least}–{most}")))
    return found
