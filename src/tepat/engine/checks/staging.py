"""From texts as read to normalised, typed columns beside what was written.

For a canonical column `f` the staged frame holds `f` and, by kind:
  nik, kk  f (sixteen digits when usable, else null), f__status, f__kinds (see tepat.engine.identity.number)
  date     f (Date), f__reason (why a filled cell gave none), f__placeholder (a day clerks invent),
           f__candidate (what a date that was not read may mean)
  region   f (dotted code, or null)
  code     f (canonical code), f__unknown (filled with a value the layout does not know)
  integer  f (Int32), f__unreadable (filled, but no whole number)
  key      f (as tepat.engine.identity.keys compares them; null for zeros, dashes and words that say there is none)
  name, text   f (outer spaces gone, inner ones single)
and for the first five kinds `f__raw`, the text as read. `row_ref` is the caller's number of the row, `layout`
the layout's id, `cells__unread` the cells without a value as in Chunk, null in a row that has none. Keys that
the layout makes of numbers and regions that it tells otherwise stand under their own names, and what the checks
ask for and the layout has no column for is null (filling.py). Nothing is judged here.
"""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from tepat.engine.checks.filling import KEPT_AS_READ, fill
from tepat.engine.checks.places import Places
from tepat.engine.identity import dates, keys, kk, nik, regions
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
    written = frame.select(_as_text(field, frame) for field in layout.columns)
    distinct = written.select(
        pl.col(field).unique().drop_nulls().implode()
        for field, column in layout.columns.items()
        if column.kind == "code"
    )
    simple: list[pl.Expr] = []
    read: list[pl.Series] = []
    for field, column in layout.columns.items():
        match column.kind:
            case "nik" | "kk":
                number = nik if column.kind == "nik" else kk
                numeric = frame.get_column(f"{field}__numeric", default=None)
                read += _prefixed(field, number.read_column(written[field], numeric))
            case "date":
                since_1904 = frame.get_column(field + SINCE_1904_SUFFIX, default=None)
                read += _prefixed(field, dates.parse_column(written[field], since_1904))
            case "region":
                read.append(regions.dotted_column(written[field]).alias(field))
            case "code":
                simple += _coded(field, distinct[field].explode().to_list(), layout)
            case "integer":
                simple += _whole_number(field)
            case _:
                simple.append(_tidy(field))
        if column.kind in KEPT_AS_READ:
            simple.append(pl.col(field).alias(f"{field}__raw"))
    staged = written.select(simple).with_columns(_second(layout))
    own = [
        pl.Series("row_ref", row_refs, dtype=pl.Int64),
        pl.repeat(layout.id, len(frame), eager=True, dtype=pl.String).alias("layout"),
        pl.repeat(None, len(frame), eager=True, dtype=pl.String).alias(UNREAD)
        if UNREAD not in frame.columns
        else frame[UNREAD],
    ]
    return fill(pl.DataFrame(own + read).hstack(staged), layout, places)


def _as_text(field: str, frame: pl.DataFrame) -> pl.Expr:
    return (pl.col(field) if field in frame.columns else pl.lit(None)).cast(pl.String).alias(field)


def _tidy(field: str) -> pl.Expr:
    """Outer spaces gone, inner ones single."""
    visible = pl.col(field).str.replace_all(INVISIBLE, "")
    return visible.str.replace_all(_INNER_SPACE, " ").str.strip_chars(" '’")


def _second(layout: Layout) -> Iterator[pl.Expr]:
    """What is asked of columns made in the first step, rather than working each out twice there.

    Of a tidied text nothing left is null; a key is as keys are compared, null for what only fills the cell.
    """
    for field in layout.fields_of("name", "text", "key", "integer"):
        text = pl.col(field)
        kind = layout.columns[field].kind
        if kind == "integer":
            yield pl.col(f"{field}__unreadable") & pl.col(field).is_null()
        elif kind == "key":
            bare = text.str.replace_all(keys.BETWEEN, "").str.replace(keys.AS_NUMBER, "${1}")
            filled = (text != "") & ~text.str.contains(_NO_KEY)
            yield pl.when(filled).then(bare.str.to_uppercase()).alias(field)
        else:
            yield pl.when(text != "").then(text).alias(field)


def _one_frame(text: Chunk | pl.DataFrame | Iterable[Chunk | pl.DataFrame], layout: Layout) -> pl.DataFrame:
    if isinstance(text, (Chunk, pl.DataFrame)):
        text = [text]
    parts = [part.text if isinstance(part, Chunk) else part for part in text]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(layout.columns, pl.String))


def _prefixed(field: str, read: pl.DataFrame) -> list[pl.Series]:
    return [read[name].alias(field if name == "value" else f"{field}__{name}") for name in read.columns]


def _coded(field: str, spellings: list[str], layout: Layout) -> list[pl.Expr]:
    """Each distinct spelling is looked up once."""
    codes = layout.code_map(field)
    forms = {spelling: code_form(spelling, codes) for spelling in spellings}
    meant = {spelling: codes[form] for spelling, form in forms.items() if form in codes}
    others = [spelling for spelling, form in forms.items() if form not in codes and form not in ("", "-")]
    if ANY_OTHER in codes:
        meant |= dict.fromkeys(others, codes[ANY_OTHER])
        others = []
    written = pl.col(field)
    return [
        written.replace_strict(list(meant), list(meant.values()), default=None, return_dtype=pl.String),
        written.is_in(others).fill_null(False).alias(f"{field}__unknown"),
    ]


def _whole_number(field: str) -> list[pl.Expr]:
    written = pl.col(field)
    visible = written.str.replace_all(INVISIBLE, "").str.strip_chars(" '\u00a0")
    number = visible.str.extract(_WHOLE_NUMBER).cast(pl.Int32)
    filled = written.is_not_null() & (written.str.strip_chars(" -") != "")
    return [number.alias(field), filled.fill_null(False).alias(f"{field}__unreadable")]
