"""An answer's rows: found by our references, whatever the file's columns, sheets and order are, and sorted out.

What a row says is held against the registry in comparing.py.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from tepat.engine import checks
from tepat.engine.reading import Chunk, UnreadableFile, open_tables
from tepat.engine.reading.refusals import NO_HEADER
from tepat.engine.sentences import Sentence
from tepat.intake.returns.sheets import is_reference, reference

from . import refusals
from .layouts import layout, layouts

# Where a name stands in our own sentences, few are enough to find the others.
_ROWS_NAMED = 5


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row as it stands in the file; `verdict` is a code of civil_answer, blank where nothing is answered."""

    sheet: str
    number: int
    key: str
    verdict: str
    verdict_written: str
    nik: str
    nik_written: str
    name: str
    day: date | None
    day_written: str
    raw: bytes

    @property
    def blank(self) -> bool:
        """Whether it answers nothing."""
        return not (self.verdict_written or self.nik_written or self.name or self.day_written)


@dataclass
class Sorted:
    """The rows that can be held against the registry, by person, and those that cannot with the sentence why."""

    rows: list[tuple[UUID, AnswerRow]] = field(default_factory=list)
    told: list[tuple[AnswerRow, Sentence]] = field(default_factory=list)

    @property
    def verdicts(self) -> dict[str, int]:
        """How many rows give each verdict."""
        return dict(Counter(row.verdict for _person, row in self.rows))


def read_rows(path: Path, name: str) -> Iterator[AnswerRow]:
    """Every filled row of every sheet that has our headings. Raises UnreadableFile."""
    try:
        tables = open_tables(path, name=name, layouts=layouts())
    except UnreadableFile as trouble:
        raise (refusals.no_answer(name) if trouble.reason == NO_HEADER else trouble) from None
    for table in tables:
        for chunk in table.chunks():
            yield from _rows(table.sheet, chunk)


def _rows(sheet: str, chunk: Chunk) -> Iterator[AnswerRow]:
    staged = checks.stage(chunk, layout())
    columns = ("verdict", "nik", "name", "presence_day")
    written = ("person_key", "verdict", "nik", "presence_day")
    values = staged.select(columns).iter_rows()
    texts = chunk.text.select(written).iter_rows()
    for number, raw, value, text in zip(chunk.rows, chunk.raw, values, texts, strict=True):
        verdict, nik, name, day = value
        key, *as_written = (cell or "" for cell in text)
        yield AnswerRow(
            sheet, number, reference(key), verdict or "", as_written[0].strip(), nik or "",
            as_written[1].strip(), name or "", day, as_written[2].strip(), raw,
        )  # fmt: skip


def sort_out(rows: Iterable[AnswerRow], referred: set[UUID], today: date) -> Sorted:
    """Tell the rows that can be used from those that cannot. Of two for one person, or of one number, neither is."""
    found = Sorted()
    whole: list[tuple[UUID, AnswerRow]] = []
    for row in rows:
        person = UUID(row.key) if is_reference(row.key) else None
        if person is None and row.blank and not row.key:
            continue
        if person is None or person not in referred:
            found.told.append((row, refusals.NO_REFERENCE if not row.key else refusals.NOT_REFERRED))
        elif not row.blank:
            whole.append((person, row))
    twice = _several((person, row) for person, row in whole)
    numbers = _several((row.nik, row) for person, row in whole if row.nik and person not in twice)
    for person, row in whole:
        if person in twice:
            found.told.append((row, refusals.answered_twice(twice[person])))
        elif trouble := _trouble(row, today):
            found.told.append((row, trouble))
        elif row.nik in numbers:
            found.told.append((row, refusals.given_twice(numbers[row.nik])))
        else:
            found.rows.append((person, row))
    return found


def _several(pairs: Iterable[tuple[Any, AnswerRow]]) -> dict[Any, str]:
    """What stands on more than one row, with those rows in words."""
    places: dict[Any, list[AnswerRow]] = defaultdict(list)
    for key, row in pairs:
        places[key].append(row)
    return {key: _named(rows) for key, rows in places.items() if len(rows) > 1}


def _named(rows: Sequence[AnswerRow]) -> str:
    named = ", ".join(f"{row.sheet} {row.number}" for row in rows[:_ROWS_NAMED])
    return named if len(rows) <= _ROWS_NAMED else f"{named}, …"


def _trouble(row: AnswerRow, today: date) -> Sentence | None:
    """Why a row cannot be used by itself."""
    if not row.verdict:
        written = row.verdict_written
        return refusals.unknown_verdict(written) if written else refusals.NO_VERDICT
    if row.nik_written and not row.nik:
        return refusals.DAMAGED
    if row.verdict == "issued" and not row.nik:
        return refusals.NO_NUMBER
    if row.verdict == "corrected" and not (row.nik or row.name):
        return refusals.NO_VALUE
    if row.day_written and (row.day is None or row.day > today):
        return refusals.NO_DAY
    return None
