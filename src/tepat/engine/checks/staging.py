"""From texts as read to normalised, typed columns beside what was written.

For a canonical column `f` the staged frame holds `f` and, by kind:
  nik, kk  f (sixteen digits when usable, else null), f__status, f__kinds (see tepat.engine.identity.number)
  date     f (Date), f__reason (why a filled cell gave none), f__placeholder (a day clerks invent),
           f__candidate (what a date that was not read may mean)
  region   f (dotted code, or null)
  code     f (canonical code), f__unknown (filled with a value the layout does not know)
  integer  f (Int32), f__unreadable (filled, but no whole number)
  key      f (outer spaces gone; null for zeros, dashes and words that say there is none)
  name, text   f (outer spaces gone, inner ones single)
and for the first five kinds `f__raw`, the text as read. `row_ref` is the caller's number of the row, `layout`
the layout's id, `cells__unread` the cells without a value as in Chunk, null in a row that has none. Keys that
the layout makes of numbers and regions that it tells otherwise stand under their own names, and what the checks
ask for and the layout has no column for is null (filling.py). Nothing is judged here.
"""

from collections.abc import Iterable, Sequence

import polars as pl

from tepat.engine.checks.filling import KEPT_AS_READ, fill
from tepat.engine.checks.places import Places
from tepat.engine.identity import dates, kk, nik, regions
from tepat.engine.identity.invisible import INVISIBLE
from tepat.engine.layouts import Layout
from tepat.engine.layouts.layout import ANY_OTHER
from tepat.engine.layouts.spelling import code_form
from tepat.engine.reading import SINCE_1904_SUFFIX, UNREAD, Chunk

_WHOLE_NUMBER = r"^[+]?([0-9]{1,9})(?:[.,]0+)?$"
# Whoever has no key of his own must not become one with all others who have none.
_NO_KEY = r"(?i)^(?:0+(?:[.,]0+)?|9{8,}|[-–—_./*#?x]+|nan?|#?n/a|null|nihil|none|kosong|(?:tidak|belum) ada)$"
_INNER_SPACE = r"\s+"


def stage(
    text: Chunk | pl.DataFrame | Iterable[Chunk | pl.DataFrame],
    layout: Layout,
    row_refs: pl.Series | Sequence[int] | int = 0,
    places: Places | None = None,
) -> pl.DataFrame:
    """The normalised rows of one layout; `places` knows the regions for layouts that do not give their codes.

    `text` is a chunk, a frame of canonical text columns (as `Chunk.text`) or several of them. `row_refs` are
    the caller's numbers of the rows, or the first of them. `<field>__numeric` columns are used when present;
    canonical columns that are absent are taken as blank.
    """
    frame = _one_frame(text, layout)
    if isinstance(row_refs, int):
        row_refs = range(row_refs, row_refs + len(frame))
    staged: list[pl.Series] = [
        pl.Series("row_ref", row_refs, dtype=pl.Int64),
        pl.repeat(layout.id, len(frame), eager=True, dtype=pl.String).alias("layout"),
    ]
    unread = frame.get_column(UNREAD, default=None)
    staged.append(
        pl.repeat(None, len(frame), eager=True, dtype=pl.String).alias(UNREAD) if unread is None else unread
    )
    for field, column in layout.columns.items():
        written = (
            frame[field].cast(pl.String)
            if field in frame.columns
            else pl.repeat(None, len(frame), eager=True, dtype=pl.String).alias(field)
        )
        match column.kind:
            case "nik" | "kk":
                numeric = frame[f"{field}__numeric"] if f"{field}__numeric" in frame.columns else None
                number = nik if column.kind == "nik" else kk
                staged += _prefixed(field, number.read_column(written, numeric))
            case "date":
                since_1904 = frame.get_column(field + SINCE_1904_SUFFIX, default=None)
                staged += _prefixed(field, dates.parse_column(written, since_1904))
            case "region":
                staged.append(regions.dotted_column(written).alias(field))
            case "code":
                staged += _coded(written, field, layout)
            case "integer":
                staged += _whole_numbers(written, field)
            case "key":
                staged.append(_key(written).alias(field))
            case _:
                staged.append(tidy(written).alias(field))
        if column.kind in KEPT_AS_READ:
            staged.append(written.alias(f"{field}__raw"))
    return fill(pl.DataFrame(staged), layout, places)


def tidy(text: pl.Series) -> pl.Series:
    """Outer spaces gone, inner ones single; nothing left is null."""
    frame = pl.DataFrame({"t": text}).select(
        t=pl.col("t").str.replace_all(INVISIBLE, "").str.replace_all(_INNER_SPACE, " ").str.strip_chars(" '’")
    )
    return frame.select(pl.when(pl.col("t") != "").then("t").alias("t"))["t"]


def _key(text: pl.Series) -> pl.Series:
    """A key as written; null for what only fills the cell."""
    frame = pl.DataFrame({"t": tidy(text)})
    return frame.select(pl.when(~pl.col("t").str.contains(_NO_KEY)).then("t").alias("t"))["t"]


def _one_frame(text: Chunk | pl.DataFrame | Iterable[Chunk | pl.DataFrame], layout: Layout) -> pl.DataFrame:
    if isinstance(text, (Chunk, pl.DataFrame)):
        text = [text]
    parts = [part.text if isinstance(part, Chunk) else part for part in text]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(layout.columns, pl.String))


def _prefixed(field: str, read: pl.DataFrame) -> list[pl.Series]:
    return [read[name].alias(field if name == "value" else f"{field}__{name}") for name in read.columns]


def _coded(written: pl.Series, field: str, layout: Layout) -> list[pl.Series]:
    """Each distinct spelling is looked up once."""
    codes = layout.code_map(field)
    distinct = written.unique().drop_nulls()
    forms = [code_form(spelling, codes) for spelling in distinct]
    if ANY_OTHER in codes:
        codes = {**{form: codes[ANY_OTHER] for form in forms if form not in ("", "-")}, **codes}
    known = pl.DataFrame(
        {
            "text": distinct,
            "code": pl.Series([codes.get(form) for form in forms], dtype=pl.String),
            "unknown": pl.Series(
                [form not in codes and form not in ("", "-") for form in forms], dtype=pl.Boolean
            ),
        }
    )
    asked = pl.DataFrame({"text": written})
    found = asked.join(known, on="text", how="left", maintain_order="left")
    return [found["code"].alias(field), found["unknown"].fill_null(False).alias(f"{field}__unknown")]


def _whole_numbers(written: pl.Series, field: str) -> list[pl.Series]:
    visible = pl.col("t").str.replace_all(INVISIBLE, "").str.strip_chars(" '\u00a0")
    frame = pl.DataFrame({"t": written}).with_columns(n=visible.str.extract(_WHOLE_NUMBER).cast(pl.Int32))
    filled = pl.col("t").is_not_null() & (pl.col("t").str.strip_chars(" -") != "")
    frame = frame.with_columns(unreadable=(filled & pl.col("n").is_null()).fill_null(False))
    return [frame["n"].alias(field), frame["unreadable"].alias(f"{field}__unreadable")]
