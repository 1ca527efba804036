"""Until when things are kept, what holds them longer, and what has had its time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform.regions.clock import today_in

from .kinds import PASSING, SEALED, Kept, PassingKind, day_of
from .models import LongerKeeping
from .processing import Register, Rule, register_for, whole_register

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Term:
    """A thing that is kept, the rule it is kept by, its last day, and what holds it beyond that, if anything does."""

    kept: Kept
    rule: Rule
    until: date
    held: Sentence | None = None

    def has_ended(self, today: date) -> bool:
        """Whether its time is over, held or not."""
        return self.until < today


def term_of(kind: str, region_code: str, since: datetime) -> tuple[date, Rule]:
    """The last day of one thing and its rule. Raises KeyError for a kind without a rule."""
    rule = register_for([region_code]).rule(kind, region_code, today_in(region_code))
    return rule.last_day(day_of(since, region_code)), rule


def terms(where: Q) -> Iterator[Term]:
    """Everything that is kept for a time in some regions, with its last day; what holds it where that is over.

    A fixed number of queries a kind.
    """
    register = whole_register()
    for kind in SEALED.values():
        found = [_term(register, one) for one in kind.kept(where)]
        over = [one.kept.id for one in found if one.has_ended(today_in(one.kept.region_code))]
        held = holds_on(kind.code, over)
        for one in found:
            yield Term(one.kept, one.rule, one.until, held.get(one.kept.id))


def _term(register: Register, kept: Kept) -> Term:
    rule = register.rule(kept.kind, kept.region_code, today_in(kept.region_code))
    return Term(kept, rule, rule.last_day(kept.since))


def holds_on(kind: str, ids: Collection[UUID]) -> dict[UUID, Sentence]:
    """Why some of these stay though their time may be over: an open matter, else an administrator's word."""
    if not ids:
        return {}
    return {**_longer(ids), **SEALED[kind].open_matters(ids)}


def _longer(ids: Iterable[UUID]) -> dict[UUID, Sentence]:
    newest: dict[UUID, LongerKeeping] = {}
    for word in LongerKeeping.objects.filter(subject_id__in=list(ids)).order_by("id"):
        newest[word.subject_id] = word
    return {
        subject: Sentence(
            "Disimpan sampai {day} atas permintaan: {reason}",
            {"day": f"{word.until:%d-%m-%Y}", "reason": word.reason},
        )
        for subject, word in newest.items()
        if word.until >= today_in(word.region_code)
    }


def ended(where: Q) -> list[Term]:
    """What is to be erased now, oldest first: its time is over and nothing holds it."""
    found = [
        one for one in terms(where) if one.held is None and one.has_ended(today_in(one.kept.region_code))
    ]
    return sorted(found, key=lambda one: (one.until, one.kept.id))


def by_kind(found: Iterable[Term]) -> dict[str, list[Term]]:
    """Terms by their kind, in the kinds' order."""
    grouped: dict[str, list[Term]] = defaultdict(list)
    for one in found:
        grouped[one.kept.kind].append(one)
    return {code: grouped[code] for code in SEALED if code in grouped}


def passed(register: Register) -> Iterator[tuple[PassingKind, Rule, datetime]]:
    """Each passing kind, its rule, and the moment before which its rows go."""
    now = timezone.now()
    for kind in PASSING.values():
        rule = register.shortest(kind.code, today_in(""))
        yield kind, rule, now - (rule.last_day(now.date()) - now.date())
