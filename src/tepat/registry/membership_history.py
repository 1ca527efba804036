"""Who was in a family before, and what changed of places and numbers: told from memberships and numbers.

Two queries for most families; what the lists changed of other facts is told by the areas that bring them in.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tepat.platform.accounts.models import User

from . import queries
from .fields import shown
from .masking import masked_name
from .models import STANDS, ChangeSet, Family, IdentityNumber, Membership, Person
from .panels import Event


@dataclass(frozen=True)
class FormerMember:
    """Somebody who was in the family: as what, until when, by which list, and whether he is in another now.

    `href` leads to that other family, for those who may see it.
    """

    person: Person
    name: str
    relation: str
    until: datetime
    source: str
    elsewhere: bool
    href: str = ""


@dataclass
class MembershipHistory:
    """The family's former members, the last to go first, and the events for its timeline."""

    former: list[FormerMember] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def gone(self) -> list[FormerMember]:
        """Those who live in no family that is known."""
        return [member for member in self.former if not member.elsewhere]


def membership_history(user: User, family: Family, *, names: bool) -> MembershipHistory:
    """Tell it to a reader in whose scope the family is; without `names`, people are told by initials."""
    places: dict[UUID, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(STANDS, family=family).select_related(
        "person__family", "change_set__by", "change_set__source", "ended_by__by", "ended_by__source"
    )
    for place in rows.order_by("id"):
        places[place.person_id].append(place)
    people = {person_id: stays[-1].person for person_id, stays in places.items()}
    homes = {person.family for person in people.values() if person.family and person.family != family}
    seen = set(queries.families_for(user).filter(id__in=[home.id for home in homes])) if homes else set()
    read = queries.families_named(user, list(seen))

    def name(person: Person) -> str:
        home = person.family if person.family != family else None
        known = names if home is None else home.id in read
        return (person.name if known else masked_name(person.name)) or _("(tanpa nama)")

    history = MembershipHistory()
    for person_id, stays in places.items():
        person, last = people[person_id], stays[-1]
        history.events += _events(name(person), stays, moved=person.family is not None)
        if last.ended_by is not None:
            href = reverse("registry:family", args=[person.family_id]) if person.family in seen else ""
            history.former.append(
                FormerMember(
                    person, name(person), shown("person", "relation", last.relation), last.ended_by.begun_at,
                    _list(last.ended_by), person.family is not None, href,
                )
            )  # fmt: skip
    history.former.sort(key=lambda member: member.until, reverse=True)
    history.events += _numbers_replaced({id_: name(person) for id_, person in people.items()})
    return history


def _events(name: str, stays: list[Membership], *, moved: bool) -> Iterable[Event]:
    """What became of one person's place in the family; his first coming is the list's to tell."""
    for before, after in zip(stays, [*stays[1:], None], strict=True):
        ended = before.ended_by
        if ended is None:
            continue
        words: dict[str, Any] = {"name": name, "list": _list(ended)}
        if after is not None and after.change_set_id == ended.id:
            if before.relation == "head":
                sentence = _("%(name)s bukan lagi kepala keluarga menurut daftar %(list)s")
            else:
                sentence = _("Hubungan %(name)s dengan kepala keluarga berubah menurut daftar %(list)s")
        elif after is None and moved:
            sentence = _("%(name)s tercatat pada keluarga lain menurut daftar %(list)s")
        else:
            sentence = _("%(name)s tidak lagi tercatat pada keluarga ini menurut daftar %(list)s")
        yield _event(ended, sentence % words, "people")
        if after is not None and after.change_set_id != ended.id:
            words["list"] = _list(after.change_set)
            sentence = _("%(name)s kembali tercatat menurut daftar %(list)s")
            yield _event(after.change_set, sentence % words, "people")


def _numbers_replaced(names: dict[UUID, str]) -> Iterable[Event]:
    replaced = IdentityNumber.objects.filter(STANDS, person__in=names, ended_by__isnull=False)
    for number in replaced.select_related("ended_by__by", "ended_by__source"):
        assert number.ended_by is not None
        assert number.person_id is not None
        words = {"name": names[number.person_id], "list": _list(number.ended_by)}
        sentence = _("NIK %(name)s diganti menurut daftar %(list)s; nomor yang lama tetap tersimpan")
        yield _event(number.ended_by, sentence % words, "person-vcard")


def _event(change_set: ChangeSet, sentence: str, sign: str) -> Event:
    return Event(change_set.begun_at, change_set.by.full_name or change_set.by.username, sentence, sign=sign)


def _list(change_set: ChangeSet) -> str:
    return change_set.source.name if change_set.source else "–"
