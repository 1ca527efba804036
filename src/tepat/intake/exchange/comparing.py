"""What an answer's rows say against the registry as it is, as claims. A few queries for some thousands of rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.formats import date_format

from tepat.engine.identity import names
from tepat.engine.sentences import Sentence
from tepat.intake.models import CivilAnswer
from tepat.platform import crypto
from tepat.platform.database.several import Several
from tepat.platform.regions.clock import local
from tepat.platform.regions.codes import lies_in
from tepat.registry.models import BINDING, STANDS, Claim, IdentityNumber, Person, PersonVersion
from tepat.registry.services import Claimed

from . import refusals
from .reading import AnswerRow

# Verdicts that say what the number or name is; beside any other one, another number or name is a question.
_GIVES = frozenset({"corrected", "issued"})
_MATCH = {"matched": "matched", "corrected": "matched", "issued": "matched", "unmatched": "unmatched"}


@dataclass
class Compared:
    """What some rows came to: claims with the rows they stand on, rows that change nothing, rows not taken."""

    claims: list[tuple[Claimed, AnswerRow]] = field(default_factory=list)
    told: list[tuple[AnswerRow, Sentence]] = field(default_factory=list)
    same: int = 0
    asked: int = 0


@dataclass(frozen=True)
class _Standing:
    """What the registry says of the people of some rows, and of the numbers that these name."""

    people: dict[UUID, Person]
    indexes: dict[UUID, str]
    bearers: dict[str, set[UUID]]
    changed: dict[UUID, Any]
    niks: dict[str, str]


def compare(answer: CivilAnswer, rows: Sequence[tuple[UUID, AnswerRow]]) -> Compared:
    """Hold rows against the registry. Who was changed since the referral went out is asked about."""
    standing = _standing(answer, rows)
    found = Compared()
    for person_id, row in rows:
        person = standing.people[person_id]
        family = person.family
        if family is None or not lies_in(family.region_code, answer.region_code):
            found.told.append((row, refusals.ELSEWHERE))
            continue
        said = list(_says(person, row, standing))
        if not said:
            found.same += 1
            continue
        question = _question(person_id, row, said, standing, answer.region_code)
        severity, remark = (Claim.QUESTION, question) if question else ("", "")
        for name, value in said:
            of_family = name == "head_name"
            claimed = Claimed(
                name, value, None, family.id.hex if of_family else None,
                None if of_family else person_id.hex, severity, remark,
            )  # fmt: skip
            found.claims.append((claimed, row))
            found.asked += bool(question)
    return found


def _says(person: Person, row: AnswerRow, standing: _Standing) -> Iterator[tuple[str, Any]]:
    """The fields to which the row gives another value than stands."""
    if row.verdict in ("deceased", "moved"):
        if person.presence != row.verdict:
            yield "presence", row.verdict
        if row.day and person.presence_day != row.day:
            yield "presence_day", row.day.isoformat()
    elif person.civil_match != _MATCH[row.verdict]:
        yield "civil_match", _MATCH[row.verdict]
    if row.nik and standing.niks[row.nik] != standing.indexes.get(person.id):
        yield "nik", row.nik
    if row.name and names.tokens(row.name) != names.tokens(person.name):
        yield "name", row.name
        if person.family and person.relation == "head" and person.family.head_name == person.name:
            yield "head_name", row.name


def _question(
    person_id: UUID, row: AnswerRow, said: Sequence[tuple[str, Any]], standing: _Standing, region_code: str
) -> Sentence | None:
    """Why a person is to look at this row by itself."""
    if (at := standing.changed.get(person_id)) is not None:
        return refusals.changed_since(date_format(local(at, region_code), "j F Y"))
    if any(name == "nik" for name, _value in said) and standing.bearers.get(standing.niks[row.nik]):
        return refusals.BORNE
    if row.verdict not in _GIVES and any(name in ("nik", "name") for name, _value in said):
        return refusals.CONTRADICTS
    return None


def _standing(answer: CivilAnswer, rows: Sequence[tuple[UUID, AnswerRow]]) -> _Standing:
    ids = [person_id for person_id, _row in rows]
    people = Person.objects.filter(id__in=ids).select_related("family").in_bulk()
    numbers = IdentityNumber.objects.filter(kind="nik", ended_by__isnull=True)
    given = [row.nik for _person, row in rows if row.nik]
    niks = dict(zip(given, (index.hex() for index in crypto.blind_indexes("nik", given)), strict=True))
    bearers: dict[str, set[UUID]] = {}
    of_people = dict(rows)
    owner = {niks[row.nik]: person for person, row in of_people.items() if row.nik}
    borne = numbers.filter(index__in=Several(owner), status__in=("sound", "shared"))
    for index, person_id in borne.values_list("index", "person_id"):
        if person_id is not None and person_id != owner[index]:
            bearers.setdefault(index, set()).add(person_id)
    since = {"change_set__begun_at__gt": answer.referral.created_at, "person__in": ids}
    told = PersonVersion.objects.filter(STANDS, change_set__kind__in=BINDING, **since)
    changed = dict(told.order_by("id").values_list("person_id", "change_set__begun_at"))
    given_since = IdentityNumber.objects.filter(STANDS, **since)
    changed |= dict(given_since.order_by("id").values_list("person_id", "change_set__begun_at"))
    indexes = dict(numbers.filter(person__in=ids).values_list("person_id", "index"))
    return _Standing(people, indexes, bearers, changed, niks)
