"""What stands on a copy: every value with its source and day, who received it, what was decided, all as texts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions.clock import local, today_in
from tepat.registry.claims import claim_lines, claims_for
from tepat.registry.family_record import Fact, FamilyRecord, PersonRecord, family_record
from tepat.registry.membership_history import membership_history
from tepat.registry.models import STANDS, Claim, Family, Membership, Person
from tepat.registry.panels import timeline_for

from .recipients import recipients_of


def people_of(family: Family) -> list[Person]:
    """Whose data a family's page shows: its members, and who left it for no other family."""
    gone = Membership.objects.filter(STANDS, family=family, person__family__isnull=True).values("person")
    return list(Person.objects.filter(Q(family=family) | Q(id__in=gone)).order_by("id"))


def contents(user: User, family: Family, person: Person, numbers: Mapping[str, str]) -> dict[str, Any]:
    """The sections of a copy of `person`'s data, for the template. `numbers` are those given in clear, by kind."""
    history = membership_history(user, family, names=True)
    record = family_record(
        family, history.gone, names=True, last_digits=True, today=today_in(family.region_code)
    )
    everybody = [*record.people, *(one for _former, one in record.gone)]
    own = next(one for one in everybody if one.id == person.id)
    return {
        "person": own.name or _("(tanpa nama)"),
        "sections": [
            _section(_("Orang"), _person(own, numbers, family)),
            _section(_("Keluarga"), _family(record, numbers, family)),
            _section(_("Rumah"), _facts(record.dwelling, family)),
            _section(_("Desil menurut sumber"), _facts(record.desil, family)),
            _section(_("Bantuan menurut daftar"), _facts(record.programmes, family)),
        ],
        "members": [_member(one) for one in record.people if one.id != person.id],
        "recipients": [[_moment(one.at, family), one.who, one.what] for one in recipients_of(family, person)],
        "decisions": _decisions(user, family, person),
        "history": [
            [_moment(event.when, family), event.who, event.sentence]
            for event in reversed(timeline_for(user, family, history.events))
        ],
    }


def _section(title: str, rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "rows": rows}


def _person(own: PersonRecord, numbers: Mapping[str, str], family: Family) -> list[list[str]]:
    return [["NIK", numbers.get("nik", "–"), own.nik.state if own.nik else ""], *_facts(own.facts, family)]


def _family(record: FamilyRecord, numbers: Mapping[str, str], family: Family) -> list[list[str]]:
    return [
        [_("No. KK"), numbers.get("kk", "–"), record.kk.state if record.kk else ""],
        *_facts(record.facts, family),
    ]


def _facts(facts: Iterable[Fact], family: Family) -> list[list[str]]:
    """Label, value, and where it comes from with its day; a verified value says so."""
    return [
        [
            str(fact.label),
            _text(fact.value),
            "; ".join(filter(None, (_source(fact.source, family), fact.note))),
        ]
        for fact in facts
    ]


def _text(value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return "–" if value in (None, "") else str(value)


def _source(source: Mapping[str, Any] | None, family: Family) -> str:
    if source is None:
        return ""
    as_of = source.get("as_of")
    if isinstance(as_of, datetime):
        as_of = local(as_of, family.region_code).date()
    return f"{source['text']}, {date_format(as_of, 'j F Y')}" if as_of else str(source["text"])


def _member(one: PersonRecord) -> list[str]:
    return [one.name or _("(tanpa nama)"), str(one.relation or "–"), one.nik.mask if one.nik else "–"]


def _decisions(user: User, family: Family, person: Person) -> list[list[str]]:
    """What was decided of claims on the person, the family and its dwelling."""
    claims = claims_for(user, Permission.FAMILY_VIEW).filter(Q(family=family) | Q(person=person))
    decided = claims.exclude(state=Claim.State.OPEN).order_by("id")
    return [
        [
            _moment(line.decision.change_set.begun_at, family),
            f"{line.label}: {_text(line.claimed)} ({line.source})",
            str(line.claim.get_state_display()),
        ]
        for line in claim_lines(user, list(decided))
        if line.decision is not None
    ]


def _moment(at: datetime, family: Family) -> str:
    return date_format(local(at, family.region_code), "j F Y H.i")
