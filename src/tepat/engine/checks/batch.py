"""A batch as the checks see it, and the hits they give back.

A check asks for its rows with `Batch.rows(subject)` and answers with hits: subject, row_ref, column, value
(as read), an optional detail, and where one can be computed the proposal for that column with its confidence.
The registry of checks is filled by the `check` decorator.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from tepat.engine.checks.context import Context
from tepat.engine.layouts import Layout
from tepat.engine.reading import UNREAD

Subject = Literal["family", "person"]
# A family finding about more members than these names the first of them.
_ROWS_NAMED = 5
NOTHING = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True)
class Pair:
    """Columns of one subject that say the same kind of thing: a person's own, or a family's head's."""

    subject: Subject
    nik: str
    name: str
    sex: str
    birth_date: str


PAIRS = (
    Pair("family", "head_nik", "head_name", "head_sex", "head_birth_date"),
    Pair("person", "nik", "name", "sex", "birth_date"),
)


@dataclass(frozen=True)
class Batch:
    """The staged rows of a batch; a subject whose file is not in the batch is None.

    `known` holds the facts known of them already (registry.py).
    """

    family: pl.DataFrame | None
    person: pl.DataFrame | None
    context: Context
    known: pl.DataFrame

    def rows(self, subject: Subject) -> pl.DataFrame | None:
        """The staged rows of a subject, None when the batch has none."""
        frame = self.family if subject == "family" else self.person
        return frame if frame is not None and len(frame) else None

    def layouts_having(self, column: str, *, made_of: str | None = None) -> list[str]:
        """Ids of the layouts that have a column; with `made_of`, those that make it of this one."""
        return [
            layout.id
            for layout in self.context.layouts
            if (layout.key_from.get(column) == made_of if made_of else column in layout.told_as)
        ]

    def rows_with(self, subject: Subject, *columns: str) -> pl.DataFrame | None:
        """The staged rows of a subject whose layouts have all these columns, None when there are none."""
        frame = self.rows(subject)
        return frame if frame is not None and set(columns) <= set(frame.columns) else None

    @cached_property
    def heads(self) -> pl.DataFrame:
        """The head of each family that has exactly one among its members, his columns named head__…."""
        columns = ("row_ref", "name", "nik", "sex", "birth_date", "birth_date__doubted")
        if self.person is None:
            return pl.DataFrame(schema={"family_key": pl.String})
        heads = self.person.lazy().filter((pl.col("relation") == "head") & pl.col("family_key").is_not_null())
        return (
            heads.select("family_key", *(pl.col(name).alias(f"head__{name}") for name in columns))
            .unique("family_key", keep="none")
            .collect()
        )

    @cached_property
    def unread(self) -> pl.DataFrame:
        """layout, subject, row_ref, column, value: the cells that hold no value, and their errors."""
        cell = pl.col(UNREAD).str.splitn("=", 2)
        cells = pl.concat(
            frame.select("layout", pl.lit(subject, dtype=pl.String).alias("subject"), "row_ref", UNREAD)
            for subject, frame in self.subjects()
        ).drop_nulls()
        return (
            cells.with_columns(pl.col(UNREAD).str.split(";"))
            .explode(UNREAD)
            .select(
                *("layout", "subject", "row_ref"),
                column=cell.struct.field("field_0"),
                value=cell.struct.field("field_1").fill_null(""),
            )
        )

    @cached_property
    def known_codes(self) -> pl.Series:
        """The region codes of the batch that exist."""
        codes = pl.concat([frame["region_code"] for _subject, frame in self.subjects()]).unique().drop_nulls()
        return codes.filter(codes.is_in(self.context.regions.implode()))

    def subjects(self) -> Iterator[tuple[Subject, pl.DataFrame]]:
        """The subjects the batch has rows of."""
        for subject in ("family", "person"):
            if (frame := self.rows(subject)) is not None:
                yield subject, frame

    @cached_property
    def by_layout(self) -> list[tuple[Subject, pl.DataFrame, Layout]]:
        """Each subject's rows, apart by layout."""
        return [
            (subject, rows, self.context.layouts.get(layout_id))
            for subject, frame in self.subjects()
            for layout_id, rows in _apart(frame)
        ]

    def pairs(self) -> Iterator[tuple[Pair, pl.DataFrame]]:
        """The person described by each row, with the names of the columns that describe him."""
        for pair in PAIRS:
            if (frame := self.rows(pair.subject)) is not None:
                yield pair, frame


def _apart(frame: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    layout_ids = frame["layout"].unique(maintain_order=True).to_list()
    if len(layout_ids) == 1:
        return [(layout_ids[0], frame)]
    return [(layout_id, frame.filter(pl.col("layout") == layout_id)) for layout_id in layout_ids]


# Not collected yet: all checks of a batch are carried out together.
Hits = list[pl.LazyFrame]
CheckFunction = Callable[[Batch], Hits]
functions: dict[str, CheckFunction] = {}


def check(check_id: str) -> Callable[[CheckFunction], CheckFunction]:
    """Register the function of a check of the catalogue."""

    def register(function: CheckFunction) -> CheckFunction:
        functions[check_id] = function
        return function

    return register


def rows_named(refs: pl.Expr) -> pl.Expr:
    """The detail of a check with `names_rows`: the rows of other members, as the caller numbered them."""
    return refs.sort().head(_ROWS_NAMED).cast(pl.String).str.join(",")


def loosely(text: pl.Expr) -> pl.Expr:
    """Names and addresses compared by their letters and digits: "RT. 02" is "rt02"."""
    return text.str.to_lowercase().str.replace_all("[^a-z0-9]+", "")


def hits(
    subject: Subject,
    frame: pl.DataFrame | pl.LazyFrame,
    where: pl.Expr,
    column: str,
    *,
    value: pl.Expr | None = None,
    detail: pl.Expr = NOTHING,
    proposal: pl.Expr = NOTHING,
    confidence: pl.Expr | float = 1.0,
) -> pl.LazyFrame:
    """The rows of `frame` for which `where` holds; the value is the column's text as read unless given.

    `proposal` is a canonical value for `column` of that row: a code, an ISO date, sixteen digits, a dotted
    region; where it is null there is no `confidence` either. A hit in a row whose layout does not have the column
    is no finding: running.py leaves it out.
    """
    if value is None:
        columns = frame.columns if isinstance(frame, pl.DataFrame) else frame.collect_schema().names()
        value = pl.col(f"{column}__raw" if f"{column}__raw" in columns else column)
    proposed = proposal.cast(pl.String)
    sure = confidence if isinstance(confidence, pl.Expr) else pl.lit(confidence)
    return (
        frame.lazy()
        .filter(where)
        .select(
            "layout",
            subject=pl.lit(subject, dtype=pl.String),
            row_ref=pl.col("row_ref"),
            column=pl.lit(column, dtype=pl.String),
            value=value.cast(pl.String),
            detail=detail.cast(pl.String),
            proposal=proposed,
            confidence=pl.when(proposed.is_not_null()).then(sure.cast(pl.Float64)),
        )
    )
