"""Rows of a list become families, people and dwellings: known keys update, unknown keys are made.

Set-based: one look at what is known for all families of the call, then one bulk write a table. What the list
leaves blank is no claim and changes nothing; what it says anew is a new version, and the columns follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from tepat.engine.identity import names
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.database.ids import uuid7_hex
from tepat.registry.models import ChangeSet

from .known import Known, Subject, load_known
from .numbering import sound_index, sound_index_of
from .writer import Writer


@dataclass(frozen=True)
class StagedRow:
    """A row in the registry's fields: `source_row` is the row's id, 32 hexadecimal digits."""

    source_row: str
    values: dict[str, Any]


@dataclass
class StagedFamily:
    """All rows of one family key: its own rows (usually one) and its people's, each with its key."""

    key: str
    rows: list[StagedRow] = field(default_factory=list)
    people: list[tuple[str, StagedRow]] = field(default_factory=list)


@dataclass
class Applied:
    """What became of the rows; `family_ids` pairs each family with the row that named it."""

    families_new: int = 0
    families_known: int = 0
    people_new: int = 0
    people_known: int = 0
    family_ids: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def apply_list_rows(
    *, by: User, change_set: ChangeSet, scheme: str, families: Sequence[StagedFamily]
) -> Applied:
    """Write whole families into the registry and count on in the change set.

    `scheme` names whose keys they are, e.g. "p3ke"; they hold within the change set's regency. Writes all tables
    in one short transaction: a few hundred families a call keep it under half a second.
    """
    known = load_known(scheme, change_set.region_code, families)
    writer = Writer(change_set.id.hex, scheme, change_set.region_code)
    applied = Applied()
    for staged in families:
        _apply_family(staged, known, writer, applied)
    writer.write()
    rows = sum(len(staged.rows) + len(staged.people) for staged in families)
    change_set.done += rows
    change_set.save(update_fields=["done"])
    audit.record(
        by=by,
        action="list_rows.applied",
        region=change_set.region_code,
        subject=("change_set", change_set.id),
        detail={
            "rows": rows,
            "families_new": applied.families_new,
            "families_known": applied.families_known,
            "people_new": applied.people_new,
            "people_known": applied.people_known,
        },
    )
    return applied


def _apply_family(staged: StagedFamily, known: Known, writer: Writer, applied: Applied) -> None:
    first = staged.rows[0] if staged.rows else staged.people[0][1]
    family = known.families.get(staged.key)
    if family is None:
        family = known.families[staged.key] = Subject(uuid7_hex(), new=True)
        writer.external_id("family", staged.key, family.id)
        applied.families_new += 1
    else:
        applied.families_known += 1
    applied.family_ids.append((family.id, first.source_row))

    for row in staged.rows:
        writer.family(family, row.source_row, row.values)
    if not staged.rows and family.new:
        writer.family(family, first.source_row, _family_from_member(staged))
    if staged.rows and not staged.people and not family.has_people:
        _apply_head_alone(family, staged.rows[-1], writer, applied)
    if family.head_alone is not None:
        _adopt_head_alone(family, family.head_alone, staged.people, known, writer)
    for person_key, row in staged.people:
        _apply_person(family, person_key, row, known, writer, applied)


def _adopt_head_alone(
    family: Subject,
    alone: Subject,
    people: Sequence[tuple[str, StagedRow]],
    known: Known,
    writer: Writer,
) -> None:
    """Give the head known from the family's own row the key of the member who is the same person, if any."""
    unknown = [(key, row.values) for key, row in people if key not in known.people]
    number = sound_index(alone)
    same = next((key for key, values in unknown if number and sound_index_of(values) == number), None)
    if same is None:
        same = next((key for key, values in unknown if _is_the_head(alone, number, values)), None)
    if same is not None:
        family.head_alone = None
        known.people[same] = alone
        writer.external_id("person", same, alone.id)


def _is_the_head(alone: Subject, number: str, values: dict[str, Any]) -> bool:
    """Whether a row says the head again. Another name is a slip only where no number says who it is."""
    if values.get("relation") != "head":
        return False
    written, before = names.normalise(values.get("name")), names.normalise(alone.values.get("name"))
    if written and written == before:
        return True
    other = sound_index_of(values)
    if not before or not written:
        return not (number and other)
    return not number and not other


def _apply_person(
    family: Subject, key: str, row: StagedRow, known: Known, writer: Writer, applied: Applied
) -> None:
    person = known.people.get(key)
    if person is None:
        person = known.people[key] = Subject(uuid7_hex(), new=True)
        writer.external_id("person", key, person.id)
        applied.people_new += 1
    else:
        applied.people_known += 1
    writer.person(person, family, row.source_row, row.values)


def _apply_head_alone(family: Subject, row: StagedRow, writer: Writer, applied: Applied) -> None:
    """A family row without members names its head: the one person known until the members' file comes."""
    values = {
        name.removeprefix("head_"): value for name, value in row.values.items() if name.startswith("head_")
    }
    values["relation"] = "head"
    if family.head_alone is None:
        family.head_alone = Subject(uuid7_hex(), new=True)
        applied.people_new += 1
    else:
        applied.people_known += 1
    writer.person(family.head_alone, family, row.source_row, values)


def _family_from_member(staged: StagedFamily) -> dict[str, Any]:
    """What a member's row says of a family that no list has a row for yet; his aid is his own."""
    people = [row.values for _, row in staged.people]
    head = next((values for values in people if values.get("relation") == "head"), None)
    values = {name: value for name, value in people[0].items() if not name.startswith("prog_")}
    values["head_name"] = head.get("name") if head else None
    values.pop("verval_priority", None)
    return values
