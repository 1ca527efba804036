"""Rows of a list become families, people and dwellings: known keys update, unknown keys are made.

Set-based: one look at what is known for all families of the call, then one bulk write a table. What the list
leaves blank changes nothing; what it says anew is a new version, and the columns follow. Against a verified value
it is a claim, for a person to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import transaction

from tepat.engine.identity import names
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import ChangeSet

from .claims import raise_claims
from .field_changes import FieldChange
from .known import Known, Subject, load_known
from .numbering import sound_index, sound_index_of
from .touching import touch
from .writer import Writer

T = TypeVar("T")


@dataclass(frozen=True)
class StagedRow:
    """A row in the registry's fields: `source_row` is the row's id, 32 hexadecimal digits."""

    source_row: str
    values: dict[str, Any]


@dataclass
class StagedFamily:
    """All rows of one family key: its own rows (usually one) and its people's, each with its key.

    With `id` the registry's own family of that id is meant, and no list needs a key for it.
    """

    key: str
    rows: list[StagedRow] = field(default_factory=list)
    people: list[tuple[str, StagedRow]] = field(default_factory=list)
    id: str = ""


@dataclass
class Applied:
    """What became of the rows.

    `family_ids` pairs each family with the row that named it, `places` tells where each is, `regions` where any of them
    was or is; `changes` are of families known before.
    """

    families_new: int = 0
    families_known: int = 0
    people_new: int = 0
    people_known: int = 0
    people_left: int = 0
    family_ids: list[tuple[str, str]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    regions: set[str] = field(default_factory=set)
    changes: list[FieldChange] = field(default_factory=list)


class Comparison:
    """Whole families' rows beside what the registry holds of them; writes nothing.

    What it holds is read when this is made, from the keys alone. `with_rows` then asks the database nothing, so it
    may run in another thread. Made before the transaction that writes, it takes the trail's position `at` which that
    was read, and `stands` is asked there.
    """

    def __init__(
        self,
        change_set: str,
        scheme: str,
        region_code: str,
        *,
        family_keys: Sequence[str],
        person_keys: Sequence[str],
        ids: Mapping[str, str] = MappingProxyType({}),
        scales: bool = True,
        at: int | None = None,
    ) -> None:
        self._at = at
        self._known = load_known(scheme, region_code, family_keys, person_keys, ids, scales=scales)
        self.families: Sequence[StagedFamily] = ()
        self.writer = Writer(change_set, scheme, region_code)
        self.applied = Applied(regions={_place(family) for family in self._known.families.values()})

    @classmethod
    def of(
        cls, change_set: str, scheme: str, region_code: str, families: Sequence[StagedFamily]
    ) -> "Comparison":
        """The comparison of rows that are there already."""
        comparison = cls(
            change_set,
            scheme,
            region_code,
            family_keys=[staged.key for staged in families],
            person_keys=[key for staged in families for key, _row in staged.people],
            ids={staged.key: staged.id for staged in families if staged.id},
            scales=any("scales" in row.values for staged in families for row in staged.rows),
        )
        return comparison.with_rows(families)

    def with_rows(self, families: Sequence[StagedFamily]) -> "Comparison":
        """Gather what the rows say anew. Once only: it moves what is known on."""
        self.families = families
        for staged in families:
            family = _apply_family(staged, self._known, self.writer, self.applied)
            self.applied.places[family.id] = _place(family)
        self.applied.regions |= set(self.applied.places.values())
        self.applied.changes = self.writer.changes
        self.writer.name_families()
        return self

    def stands(self) -> bool:
        """Whether nobody has done anything since the registry was read."""
        return self._at == audit.position()


def compare_list_rows(*, scheme: str, region_code: str, families: Sequence[StagedFamily]) -> Applied:
    """What would become of whole families' rows if they were applied now. Writes nothing."""
    return Comparison.of("", scheme, region_code, families).applied


@transaction.atomic
def apply_list_rows(
    *,
    by: User,
    change_set: ChangeSet,
    scheme: str,
    families: Sequence[StagedFamily],
    ahead: Comparison | None = None,
) -> Applied:
    """Write whole families into the registry and count on in the change set.

    `scheme` names whose keys they are, e.g. "p3ke"; they hold within the change set's regency. Writes all tables
    in one short transaction: a few hundred families a call keep it under half a second. They may have been compared
    `ahead`, which counts unless anybody has done anything since.
    """
    if ahead is None or not ahead.stands():
        ahead = Comparison.of(change_set.id.hex, scheme, change_set.region_code, families)
    writer, applied = ahead.writer, ahead.applied
    elsewhere = writer.write()
    touch(change_set, applied.regions | elsewhere)
    if writer.claims:
        raise_claims(by=by, change_set=change_set, claims=writer.claims)
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
            "people_left": applied.people_left,
        },
    )
    return applied


def _place(family: Subject) -> str:
    return family.values.get("region_code") or ""


def _apply_family(staged: StagedFamily, known: Known, writer: Writer, applied: Applied) -> Subject:
    first = staged.rows[0] if staged.rows else staged.people[0][1]
    family = known.families.get(staged.key)
    if family is None:
        family = known.families[staged.key] = Subject(writer.new_id(), new=True)
        writer.external_id("family", staged.key, family.id)
        applied.families_new += 1
    else:
        applied.families_known += 1
    applied.family_ids.append((family.id, first.source_row))

    for row in staged.rows:
        writer.family(family, row.source_row, row.values)
    if not staged.rows and family.new:
        writer.family(family, first.source_row, _family_from_member(staged))
    told: list[tuple[Subject, StagedRow]] = []
    if staged.people:
        _adopt(family.heads_alone, staged.people, known, writer)
        _recognise(family, staged.people, known, writer)
        for key, row in staged.people:
            person = _apply_person(family, key, row, known, writer, applied)
            if row.values.get("relation") == person.relation == "head":
                told.append((person, row))
    elif all(not person.keyed for person in family.members):
        told.append((_apply_head_alone(family, staged.rows[-1], writer, applied), staged.rows[-1]))
    if told:
        _replace_heads(family, told, writer, applied, named=bool(staged.rows))
    return family


def _adopt(
    heads_alone: Sequence[Subject],
    people: Sequence[tuple[str, StagedRow]],
    known: Known,
    writer: Writer,
) -> None:
    """Give those known from the family's own rows alone the keys of the members who are the same people."""
    for alone in heads_alone:
        unknown = [(key, row.values) for key, row in people if key not in known.people]
        same = _same_person((key, alone, values) for key, values in unknown)
        if same is not None:
            alone.keyed = True
            known.people[same] = alone
            writer.external_id("person", same, alone.id)


def _recognise(
    family: Subject, people: Sequence[tuple[str, StagedRow]], known: Known, writer: Writer
) -> None:
    """Give members known under another key the key that was made of what a row says of them.

    Where a list has no keys for people the key is made of the NIK, or of name and birth date; it changes when
    these are filled in or mended, and a printed list of P3KE has no keys though P3KE has. A list with keys of its
    own has none yet for whom another source told of first, such as a village. A member of the same family with
    that number, or that name and birth date, is the same person.
    """
    told = {known.people[key].id for key, _row in people if key in known.people}
    for key, row in people:
        if key in known.people:
            continue
        made = row.values.get("made_key")
        members = [one for one in family.members if one.id not in told and (made or one.keyed_elsewhere)]
        by_number = [member for member in members if _bears_the_number(member, row.values)]
        same = by_number or [member for member in members if _is_described(member, row.values)]
        if len(same) == 1:
            told.add(same[0].id)
            same[0].keyed, same[0].keyed_elsewhere = True, False
            known.people[key] = same[0]
            writer.external_id("person", key, same[0].id)


def _is_described(member: Subject, values: dict[str, Any]) -> bool:
    """Whether name and birth date are the member's, and no two numbers say that it is somebody else."""
    name = names.normalise(values.get("name"))
    if not name or name != names.normalise(member.values.get("name")):
        return False
    if sound_index(member) and sound_index_of(values):
        return False
    born, written = member.values.get("birth_date"), values.get("birth_date")
    return born == written or not born or not written


def _same_person(pairs: Iterable[tuple[T, Subject, dict[str, Any]]]) -> T | None:
    """Which of the pairs of a head known alone and what a row says is one person: by number, else as the head."""
    listed = list(pairs)
    by_number = (it for it, alone, values in listed if _bears_the_number(alone, values))
    as_head = (it for it, alone, values in listed if _is_the_head(alone, values))
    return next(chain(by_number, as_head), None)


def _bears_the_number(alone: Subject, values: dict[str, Any]) -> bool:
    number = sound_index(alone)
    return bool(number) and sound_index_of(values) == number


def _is_the_head(alone: Subject, values: dict[str, Any]) -> bool:
    """Whether a row says again, under another number or none, the head that a family's row told of.

    Numbers are replaced, after the e-KTP above all (rakyat.news 23131), and a family has one head; so an equal
    name is the same head. With two sound numbers it is only where the birth date agrees too, or the sex where
    one side tells no date: a son may bear his father's name and be head after him. Another name is a slip only
    where no number says who he is.
    """
    if values.get("relation") != "head":
        return False
    numbers = bool(sound_index(alone)), bool(sound_index_of(values))
    written, before = names.normalise(values.get("name")), names.normalise(alone.values.get("name"))
    if written and written == before:
        return not all(numbers) or _agree(alone.values, values)
    return not any(numbers) if written and before else not all(numbers)


def _agree(before: dict[str, Any], written: dict[str, Any]) -> bool:
    told = (fact for fact in ("birth_date", "sex") if before.get(fact) and written.get(fact))
    return (fact := next(told, None)) is not None and before[fact] == written[fact]


def _apply_person(
    family: Subject, key: str, row: StagedRow, known: Known, writer: Writer, applied: Applied
) -> Subject:
    person = known.people.get(key)
    if person is None:
        person = known.people[key] = Subject(writer.new_id(), new=True)
        writer.external_id("person", key, person.id)
        applied.people_new += 1
    else:
        applied.people_known += 1
    writer.person(person, family, row.source_row, row.values)
    return person


def _apply_head_alone(family: Subject, row: StagedRow, writer: Writer, applied: Applied) -> Subject:
    """A family row without members names its head: the one person known until the members' file comes."""
    values = {
        name.removeprefix("head_"): value for name, value in row.values.items() if name.startswith("head_")
    }
    values["relation"] = "head"
    head = _same_person((alone, alone, values) for alone in family.heads_alone)
    if head is None:
        head = Subject(writer.new_id(), new=True, keyed=False)
        applied.people_new += 1
    else:
        applied.people_known += 1
    writer.person(head, family, row.source_row, values)
    return head


def _replace_heads(
    family: Subject,
    told: Sequence[tuple[Subject, StagedRow]],
    writer: Writer,
    applied: Applied,
    *,
    named: bool,
) -> None:
    """Leave the family no head but those that these rows tell of; one after whom it is filed, unless `named`.

    A head with a key may have been left out: he stays a member, and in which relation is not known. One whom
    the family's own row alone told of is none of the members now listed: his place ends.
    """
    heads = [person for person, _row in told]
    earlier = [person for person in family.heads if person not in heads]
    _head, row = told[-1]
    for person in earlier:
        if person.keyed:
            writer.place(person, family, row.source_row, "")
        else:
            writer.leave(person)
            applied.people_left += 1
    if earlier and not named:
        writer.family(family, row.source_row, {"head_name": row.values.get("name")})


def _family_from_member(staged: StagedFamily) -> dict[str, Any]:
    """What a member's row says of a family that no list has a row for yet; his aid is his own."""
    people = [row.values for _, row in staged.people]
    head = next((values for values in people if values.get("relation") == "head"), None)
    if head is None and len(people) == 1 and not people[0].get("relation"):
        head = people[0]  # a list of families that names one person of each and no relation
    values = {name: value for name, value in people[0].items() if not name.startswith("prog_")}
    values["head_name"] = head.get("name") if head else None
    values.pop("verval_priority", None)
    return values
