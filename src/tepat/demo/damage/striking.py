"""Deciding which family, person and cell is struck by what. At most one kind strikes each."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module

from tepat.demo.damage.kinds import Kind, functions, kinds
from tepat.demo.drawing import Weighted, seeded
from tepat.demo.people import Person
from tepat.demo.places import Village
from tepat.demo.rows import HEAD_FIELDS, Row
from tepat.demo.workbook import Cell

# How many people back a shared number may come from.
_MEMORY = 600
# What strikes a village as a whole can only be told in one with so many families. Nothing else strikes it.
_FEWEST_FAMILIES = 11


@dataclass(slots=True)
class Draft:
    """A family about to be written: its people and their rows, some of which damage takes away.

    `elsewhere` is another village of the regency, for those who are put there by mistake.
    """

    village: Village
    people: list[Person]
    family_row: Row | None
    person_rows: list[Row | None]
    copies: list[Row] = field(default_factory=list)
    elsewhere: Village | None = None

    @property
    def rows(self) -> list[Row]:
        """The rows that will be written."""
        return [row for row in (self.family_row, *self.person_rows) if row is not None]


@dataclass(slots=True)
class Subject:
    """One person of a draft as damage sees them: the row in each file where the person stands."""

    rng: random.Random
    person: Person
    row: Row | None
    family_row: Row | None
    family_size: int
    memory: deque[Row]
    partner: Row | None = None

    def cells(self, name: str) -> list[tuple[Row, str]]:
        """Where the person's value stands: the individual file, for heads the family file as well."""
        found = [(self.row, name)] if self.row is not None else []
        if self.family_row is not None and name in HEAD_FIELDS:
            found.append((self.family_row, HEAD_FIELDS[name]))
        return [(row, column) for row, column in found if not row.sealed]

    def spoil(self, name: str, value: Cell, kind: str, note: str = "") -> bool:
        """Spoil it in both files alike."""
        for row, column in self.cells(name):
            row.spoil(column, value, kind, note)
        return bool(self.cells(name))

    def put(self, name: str, value: Cell) -> None:
        """Set it in both files without a mark."""
        for row, column in self.cells(name):
            row.put(column, value)


class Damage:
    """All damage of one list, at `level` times the usual rates."""

    def __init__(self, level: float, foreign_codes: Sequence[str]) -> None:
        for module in ("cells", "families", "persons", "structure", "villages"):
            import_module(f"tepat.demo.damage.{module}")
        self._foreign_codes = foreign_codes
        self._level = level
        self._by_target: dict[str, Weighted[Kind]] = {
            target: Weighted({kind: kind.rate for kind in kinds().values() if kind.strikes == target})
            for target in ("village", "family", "person", "cell")
        }
        # Rows already written whose number others may be given.
        self._memory: deque[Row] = deque(maxlen=_MEMORY)
        self._village: Village | None = None
        self._before: Village | None = None
        self._village_kind: Kind | None = None

    def strike(self, rng: random.Random, draft: Draft) -> list[tuple[Row, Kind, Row]]:
        """Damage a family. Returns (written row, kind, damaged row) for rows of others that it shows at."""
        if self._level <= 0:
            return []
        level = self._level * draft.village.carelessness
        self._enter(draft.village, level)
        draft.elsewhere = self._before
        if self._village_kind is not None:
            functions[self._village_kind.code](rng, draft, self._village_kind)
            return []
        if kind := self._drawn(rng, "family", level):
            functions[kind.code](rng, draft, kind, self._foreign_codes)
        partners = []
        for person, row in zip(draft.people, draft.person_rows, strict=True):
            if kind := self._drawn(rng, "person", level):
                own = draft.family_row if person is draft.people[0] else None
                subject = Subject(rng, person, row, own, len(draft.people), self._memory)
                functions[kind.code](subject, kind)
                if subject.partner is not None and row is not None:
                    partners.append((subject.partner, kind, row))
        _tell_blank_family(draft)
        for row in draft.rows:
            if not row.sealed and (kind := self._drawn(rng, "cell", level)):
                functions[kind.code](rng, row, kind)
        return partners

    def _enter(self, village: Village, level: float) -> None:
        """A new village begins: what, if anything, is wrong with all of it."""
        if village is self._village:
            return
        if self._village_kind is None:
            self._before = self._village
        self._village = village
        kind = self._drawn(seeded(village.code, village.families, "damage"), "village", level)
        self._village_kind = kind if village.families >= _FEWEST_FAMILIES else None

    def remember(self, draft: Draft) -> None:
        """The family is written: others may now be given its people's numbers."""
        for row in draft.person_rows:
            if row is not None and not row.marks and not row.sealed:
                self._memory.append(row)

    def _drawn(self, rng: random.Random, target: str, level: float) -> Kind | None:
        table = self._by_target[target]
        return table.draw(rng) if rng.random() < table.total * level else None


def _tell_blank_family(draft: Draft) -> None:
    """The ministry marks families none of whose members has a number."""
    row = draft.family_row
    if row is None or row.sealed or not any(draft.person_rows):
        return
    if all(person is None or person["nik"] is None for person in draft.person_rows):
        row.put("verval_priority", "KELUARGA NIK KOSONG")
