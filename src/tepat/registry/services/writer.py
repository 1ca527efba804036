"""Rows for the registry's tables, gathered and then written in bulk.

Made for one call of `apply_list_rows`: it compares what a list says with what is known, keeps only what is
new, and writes each table once. Personal numbers are numbering.py's.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tepat.engine.identity import names
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.registry.fields import DWELLING, FAMILY, PERSON, PROGRAMMES
from tepat.registry.models import (
    NIK_STATES,
    DesilReading,
    Dwelling,
    DwellingVersion,
    ExternalId,
    Family,
    FamilyVersion,
    Membership,
    Person,
    PersonVersion,
    ProgrammeReceipt,
    SearchToken,
)

from .claims import Claimed
from .field_changes import HIDDEN, FieldChange
from .known import Subject, key_scheme
from .numbering import KK, NIK, Numbering
from .touching import regions_of

_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    ExternalId: ("id", "scheme", "value", "family", "person", "change_set"),
    FamilyVersion: ("id", "family", "change_set", "source_row", "values"),
    DwellingVersion: ("id", "dwelling", "change_set", "source_row", "values"),
    PersonVersion: ("id", "person", "change_set", "source_row", "values"),
    DesilReading: ("id", "family", "scale", "value", "percentile", "change_set", "source_row"),
    Membership: ("id", "person", "family", "relation", "change_set", "source_row", "ended_by"),
    ProgrammeReceipt: ("id", "family", "person", "programme", "period", "change_set", "source_row"),
    SearchToken: ("token", "sort_name", "family", "region_code"),
}
_STATE: dict[type[models.Model], tuple[str, ...]] = {
    Family: (*FAMILY, "sort_name", "member_count", "kk_status", *NIK_STATES),
    Dwelling: tuple(DWELLING),
    Person: (*PERSON, "family", "relation", "nik_status"),
}
_WITHOUT_VALUE_NULL = frozenset(
    {"desil", "percentile", "updated_year", "birth_date", "presence_day", "floor_area"}
)
_LENGTHS = {
    field.name: field.max_length
    for model in _STATE
    for field in model._meta.get_fields()
    if isinstance(field, models.CharField) and field.max_length
}
_RECEIVES = [(f"prog_{programme}", programme) for programme in PROGRAMMES]


class Writer:
    """One call's rows. `change_set` is an id of 32 hexadecimal digits."""

    def __init__(self, change_set: str, scheme: str, region_code: str) -> None:
        self._change_set = change_set
        self.new_id = hexes().__next__
        self._scheme = scheme
        self._region_code = region_code
        self._facts: dict[type[models.Model], list[Sequence[Any]]] = {model: [] for model in _COLUMNS}
        self._families: dict[str, Subject] = {}
        self._dwellings: dict[str, tuple[Subject, str]] = {}
        self._people: dict[str, Subject] = {}
        self._renamed: dict[str, Subject] = {}
        self._placed: dict[str, tuple[Subject, list[Any]]] = {}
        self._left: list[str] = []
        self.claims: list[Claimed] = []
        self.changes: list[FieldChange] = []
        self._niks = Numbering(change_set, NIK, scheme)
        self._kks = Numbering(change_set, KK, scheme)

    def external_id(self, subject: str, key: str, subject_id: str) -> None:
        """The list's key for a family or person made or adopted here."""
        family_id, person_id = (subject_id, None) if subject == "family" else (None, subject_id)
        scheme = key_scheme(self._scheme, subject, self._region_code)
        self._facts[ExternalId].append((self.new_id(), scheme, key, family_id, person_id, self._change_set))

    def family(self, family: Subject, source_row: str, values: dict[str, Any]) -> None:
        """What one row says of a family, its dwelling, its rank and its aid."""
        changes = self._version(FamilyVersion, family, source_row, values, FAMILY, home=family)
        if changes or family.new:
            self._families[family.id] = family
        if not changes.keys().isdisjoint(("head_name", "region_code")):
            self._renamed[family.id] = family
        for scale, value in self._readings(family, changes, source_row, values):
            reading = (value, values.get("percentile"), self._change_set, source_row)
            self._facts[DesilReading].append((self.new_id(), family.id, scale, *reading))
        had = family.number_index
        if self._kks.give(family, source_row, values):
            self._note(family, None, "kk", had and HIDDEN, HIDDEN, source_row)
            self._families[family.id] = family
        if family.dwelling is None:
            family.dwelling = Subject(self.new_id(), new=True)
        if self._version(DwellingVersion, family.dwelling, source_row, values, DWELLING, home=family):
            self._dwellings[family.dwelling.id] = (family.dwelling, family.id)
        self._receipts(family, source_row, values, of_person=False)

    def _readings(
        self, family: Subject, changes: dict[str, Any], source_row: str, values: dict[str, Any]
    ) -> list[tuple[str, int]]:
        """The desil on each scale that is new; a list with one scale calls it by its own name."""
        if "scales" not in values:
            return [(self._scheme, changes["desil"])] if "desil" in changes else []
        new = [
            (scale, value)
            for scale, value in values["scales"].items()
            if value is not None and family.scales.get(scale) != value
        ]
        for scale, value in new:
            self._note(family, None, f"desil.{scale}", family.scales.get(scale), value, source_row)
        family.scales.update(new)
        return new

    def person(self, person: Subject, family: Subject, source_row: str, values: dict[str, Any]) -> None:
        """What one row says of a person: facts, place in the family, number and aid."""
        changes = self._version(PersonVersion, person, source_row, values, PERSON, home=family)
        if changes or person.new:
            self._people[person.id] = person
        if "name" in changes:
            self._renamed[family.id] = family
        before = person.relation if person.family_id == family.id else ""
        self.place(person, family, source_row, values.get("relation") or before)
        had = person.number_index
        if self._niks.give(person, source_row, values) and not person.new:
            self._note(family, person, "nik", had and HIDDEN, HIDDEN, source_row)
            self._people[person.id] = person
            self._families[family.id] = family
        self._receipts(person, source_row, values, of_person=True)

    def _version(
        self,
        model: type[models.Model],
        subject: Subject,
        source_row: str,
        values: dict[str, Any],
        fields: Iterable[str],
        home: Subject,
    ) -> dict[str, Any]:
        """Note the fields that the row gives another value than is known, and return them.

        Against a verified value the row's is kept as a claim: on the person, else on the family `home`.
        """
        changes = {}
        known = subject.values
        person = subject if model is PersonVersion else None
        for name in fields:
            value = values.get(name)
            if value is not None and value != "":
                if (length := _LENGTHS.get(name)) is not None:
                    value = str(value)[:length]
                if known.get(name) == value:
                    continue
                if name in subject.verified:
                    family_id, person_id = (None, person.id) if person else (home.id, None)
                    self.claims.append(Claimed(name, value, source_row, family_id, person_id))
                else:
                    changes[name] = value
                    if not subject.new:
                        self._note(home, person, name, known.get(name), value, source_row)
        if changes:
            subject.values.update(changes)
            text = orjson.dumps(changes).decode()
            self._facts[model].append((self.new_id(), subject.id, self._change_set, source_row, text))
        return changes

    def _note(
        self, family: Subject, person: Subject | None, field: str, before: Any, after: Any, source_row: str
    ) -> None:
        """Keep what became of a known family's field; of a new family there is nothing to compare with."""
        if not family.new:
            self.changes.append(
                FieldChange(
                    family.id, person.id if person else None, field, before or None, after, source_row
                )
            )

    def place(self, person: Subject, family: Subject, source_row: str, relation: str) -> None:
        """The person lives in this family, in this relation; the place before, if another, ends."""
        if person.family_id == family.id and person.relation == relation:
            return
        if person.family_id != family.id:
            self._renamed[family.id] = family
            self._note(family, person, "member", None, person.values.get("name"), source_row)
        self._end_place(person)
        membership = [self.new_id(), person.id, family.id, relation, self._change_set, source_row, None]
        self._facts[Membership].append(membership)
        self._placed[person.id] = family, membership
        person.family_id, person.relation = family.id, relation
        family.lived_in[person.id] = person
        self._people[person.id] = person
        self._families[family.id] = family

    def leave(self, person: Subject) -> None:
        """The person's place ends and none begins; what is known of him stays."""
        self._end_place(person)
        person.family_id, person.relation = None, ""
        self._people[person.id] = person

    def _end_place(self, person: Subject) -> None:
        if (earlier := self._placed.pop(person.id, None)) is not None:
            # Told twice in one list: the place told first ends with the act that began it.
            home, membership = earlier
            membership[-1] = self._change_set
            self._families[home.id] = self._renamed[home.id] = home
        elif person.family_id is not None:
            self._left.append(person.id)

    def _receipts(
        self, subject: Subject, source_row: str, values: dict[str, Any], *, of_person: bool
    ) -> None:
        period = str(values.get("updated_year") or "")
        owner = (None, subject.id) if of_person else (subject.id, None)
        for flag, programme in _RECEIVES:
            if values.get(flag) == "yes" and (programme, period) not in subject.receipts:
                subject.receipts.add((programme, period))
                self._facts[ProgrammeReceipt].append(
                    (self.new_id(), *owner, programme, period, self._change_set, source_row)
                )

    def write(self) -> set[str]:
        """Write everything gathered, in the order of references between the tables.

        Returns the regions of other families whose members or numbers changed by that.
        """
        moved_from = self._end_memberships()
        self._niks.settle(self._people)
        self._kks.settle(self._families)
        self._save(Family, self._families.values(), self._family_state)
        self._save(Person, self._people.values(), self._person_state)
        self._save(Dwelling, [dwelling for dwelling, _ in self._dwellings.values()], self._dwelling_state)
        SearchToken.objects.filter(family_id__in=list(self._renamed)).delete()
        for model, rows in self._facts.items():
            bulk.insert(model, _COLUMNS[model], rows)
        self._niks.write()
        self._kks.write()
        homes = set(Person.objects.filter(id__in=self._niks.marked).values_list("family_id", flat=True))
        count_anew(moved_from | homes)
        settle_words(moved_from)
        return regions_of(moved_from | homes | self._kks.marked)

    def _end_memberships(self) -> set[Any]:
        """End the places of those who moved or left, and return the families they lived in."""
        if not self._left:
            return set()
        current = Membership.objects.filter(person_id__in=self._left, ended_by__isnull=True)
        families = set(current.values_list("family_id", flat=True))
        current.update(ended_by_id=self._change_set)
        return families

    def _save(self, model: type[models.Model], subjects: Iterable[Subject], state: Any) -> None:
        new: list[Subject] = []
        known: list[Subject] = []
        for subject in subjects:
            (new if subject.new else known).append(subject)
        owner = ("family",) if model is Dwelling else ()
        bulk.insert(model, ("id", *owner, *_STATE[model]), [state(subject, insert=True) for subject in new])
        bulk.update(model, _STATE[model], [state(subject, insert=False) for subject in known])
        for subject in new:
            subject.new = False

    def _family_state(self, family: Subject, *, insert: bool) -> tuple[Any, ...]:
        derived = sort_name(family), len(family.members), family.number_status
        states = {person.number_status for person in family.members}
        flags = (state in states for state in NIK_STATES.values())
        state = (*columns_of(family, FAMILY), *derived, *flags)
        return (family.id, *state) if insert else (*state, family.id)

    def _person_state(self, person: Subject, *, insert: bool) -> tuple[Any, ...]:
        state = (*columns_of(person, PERSON), person.family_id, person.relation, person.number_status)
        return (person.id, *state) if insert else (*state, person.id)

    def _dwelling_state(self, dwelling: Subject, *, insert: bool) -> tuple[Any, ...]:
        state = tuple(columns_of(dwelling, DWELLING))
        return (dwelling.id, self._dwellings[dwelling.id][1], *state) if insert else (*state, dwelling.id)

    def name_families(self) -> None:
        """Give the renamed families their search words anew, once all rows are there."""
        for family in self._renamed.values():
            borne = [family.values.get("head_name"), *(one.values.get("name") for one in family.members)]
            region = family.values.get("region_code") or ""
            self._facts[SearchToken] += _tokens(family.id, region, sort_name(family), borne)


def _tokens(family_id: str, region: str, order: str, borne: Iterable[str | None]) -> list[tuple[str, ...]]:
    words = {word[:32] for name in borne for word in names.tokens(name)}
    return [(word, order, family_id, region) for word in sorted(words)]


def count_anew(family_ids: set[Any]) -> None:
    """Count the members of families that somebody left, or whose member's number changed its state, anew."""
    if not family_ids:
        return
    people = Person.objects.filter(family=OuterRef("pk")).order_by()
    counted = people.values("family").annotate(n=Count("id")).values("n")
    states = {column: Exists(people.filter(nik_status=state)) for column, state in NIK_STATES.items()}
    Family.objects.filter(id__in=family_ids).update(member_count=Coalesce(Subquery(counted), 0), **states)


def settle_words(family_ids: Iterable[Any]) -> None:
    """Give families their search words anew, from the names as they stand in the database."""
    left = list(Family.objects.filter(id__in=family_ids).prefetch_related("people"))
    tokens: list[tuple[str, ...]] = []
    for family in left:
        borne = [family.head_name, *(person.name for person in family.people.all())]
        tokens += _tokens(family.id.hex, family.region_code, family.sort_name, borne)
    SearchToken.objects.filter(family__in=left).delete()
    bulk.insert(SearchToken, _COLUMNS[SearchToken], tokens)


def sort_name(family: Subject) -> str:
    """The head's name as lists order it; families whose head has no name come last."""
    return " ".join(names.tokens(family.values.get("head_name") or ""))[:64] or "~"


def columns_of(subject: Subject, fields: Iterable[str]) -> list[Any]:
    """What the subject's columns hold for these fields: blank, or NULL, where nothing is known."""
    values = subject.values
    return [values.get(name, None if name in _WITHOUT_VALUE_NULL else "") for name in fields]
