"""What the checks want to know of a row and only all rows together can tell.

Added to the staged frames, f being the column of a NIK or of a birth date:
  f__elsewhere  the usable number that the other file of the batch gives the same head, where this row has none
  f__suspect    the number ends in 0 where far more numbers do than chance allows: a spreadsheet rounded them
  f__agrees     the row's usable NIK says this date, the century apart; null where one of the two is absent
  f__mass       the date stands on so many rows of one village that it is the day of some copying
  f__beyond     nobody living was born then: the date lies in the future or longer ago than people live
  f__doubted    the date is of one of the two kinds above, or was invented
"""

from datetime import date

import polars as pl

from tepat.engine.checks.batch import PAIRS, Pair, loosely
from tepat.engine.checks.proposals import agrees_with_nik

# One number in ten ends in 0. This many numbers at least, and this many standard deviations above the tenth.
_FEWEST_NUMBERS, _DEVIATIONS = 20, 4
# Nobody in Indonesia is known to be older; a list's birth date before that is a slip of the pen.
_OLDEST_YEARS = 110
# One date on this many rows of a village at least, and on this share of them.
_FEWEST_ALIKE, _SHARE_ALIKE = 5, 0.02

Frame = pl.DataFrame | None


def prepared(family: Frame, person: Frame, today: date) -> tuple[Frame, Frame]:
    """Both frames with what is described above."""
    numbers = _numbers_elsewhere(family, person)
    ready = [
        None if frame is None else _prepared(frame, pair, found, today)
        for frame, pair, found in zip((family, person), PAIRS, numbers, strict=True)
    ]
    return ready[0], ready[1]


def _prepared(frame: pl.DataFrame, pair: Pair, elsewhere: pl.DataFrame | None, today: date) -> pl.DataFrame:
    number, born = pair.nik, pair.birth_date
    if elsewhere is None:
        frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(f"{number}__elsewhere"))
    else:
        beside = frame.select("row_ref").join(elsewhere, on="row_ref", how="left", maintain_order="left")
        frame = frame.with_columns(beside[f"{number}__elsewhere"])
    frame = frame.with_columns(agrees_with_nik(pair, pl.col(born)).alias(f"{born}__agrees"))
    return (
        frame.with_columns(
            _suspect(frame, number),
            _mass(frame, pair),
            (too_old(pl.col(born), today) | (pl.col(born) > today)).fill_null(False).alias(f"{born}__beyond"),
        )
        .with_columns(
            pl.any_horizontal(f"{born}__mass", f"{born}__placeholder", f"{born}__beyond").alias(f"{born}__doubted")
        )
    )  # fmt: skip


def too_old(born: pl.Expr, today: date) -> pl.Expr:
    """Whether a date of birth lies longer ago than people live."""
    return born < today.replace(year=today.year - _OLDEST_YEARS, day=min(today.day, 28))


def _suspect(frame: pl.DataFrame, number: str) -> pl.Series:
    """Whether a number of sixteen digits ends in 0 in a village, or a whole list, where too many do."""
    written = frame.select(
        pl.col("region_code").fill_null("").alias("village"),
        told=pl.col(number).is_not_null() | pl.col(f"{number}__kinds").str.contains(r"\bserial\b"),
        zero=pl.col(number).str.ends_with("0").fill_null(False)
        | pl.col(f"{number}__kinds").str.contains(r"\bserial\b"),
    )
    counts = written.group_by("village").agg(n=pl.col("told").sum(), zeros=pl.col("zero").sum())
    whole = counts.select(pl.col("n", "zeros").sum())
    if whole.filter(_too_many()).height:
        return written["zero"].alias(f"{number}__suspect")
    villages = counts.filter(_too_many())["village"]
    return written.select(pl.col("zero") & pl.col("village").is_in(villages.implode()))["zero"].alias(
        f"{number}__suspect"
    )


def _too_many() -> pl.Expr:
    n = pl.col("n")
    return (n >= _FEWEST_NUMBERS) & (pl.col("zeros") > 0.1 * n + _DEVIATIONS * (0.09 * n).sqrt())


def _mass(frame: pl.DataFrame, pair: Pair) -> pl.Series:
    """Whether the date stands on many rows of one village, and the row's number does not say it."""
    born = pl.col(pair.birth_date)
    village = pl.col("region_code").fill_null("")
    doubtful = (
        born.is_not_null()
        & ~pl.col(f"{pair.birth_date}__agrees").fill_null(False)
        & ~pl.col(f"{pair.birth_date}__placeholder")
    )
    dates = frame.lazy().filter(doubtful).select("row_ref", village=village, born=born)
    alike = dates.group_by("village", "born").len("alike").filter(pl.col("alike") >= _FEWEST_ALIKE)
    rows = frame.lazy().group_by(village=village).len("rows")
    copied = alike.join(rows, on="village").filter(pl.col("alike") >= _SHARE_ALIKE * pl.col("rows"))
    told = dates.join(copied, on=["village", "born"], how="semi").select("row_ref").collect()["row_ref"]
    return frame.select(pl.col("row_ref").is_in(told.implode()).alias(f"{pair.birth_date}__mass")).to_series()


def _numbers_elsewhere(family: Frame, person: Frame) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """row_ref and the number of the same head in the other file, for the rows of each file without one."""
    if family is None or person is None:
        return None, None
    heads = person.lazy().filter(pl.col("relation") == "head").unique("family_key", keep="none")
    both = (
        family.lazy()
        .unique("family_key", keep="none")
        .join(heads, on="family_key", suffix="__member")
        .filter(pl.col("nik").is_null() != pl.col("head_nik").is_null())
        .filter(
            (loosely(pl.col("name")) == loosely(pl.col("head_name")))
            | (
                (pl.col("birth_date") == pl.col("head_birth_date")) & (pl.col("sex") == pl.col("head_sex"))
            ).fill_null(False)
        )
    )
    of_family = both.filter(pl.col("nik").is_not_null()).select("row_ref", head_nik__elsewhere="nik")
    of_person = both.filter(pl.col("nik").is_null()).select(
        row_ref="row_ref__member", nik__elsewhere="head_nik"
    )
    return tuple(pl.collect_all([of_family, of_person]))  # type: ignore[return-value]  # two in, two out
