"""Reading what is kept, for how long and why, and what was erased: for the pages and the command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tepat.platform.accounts.scopes import Scope
from tepat.platform.crypto.models import DataKey
from tepat.platform.jobs.models import Job
from tepat.platform.regions.clock import today_in

from .kinds import SEALED, Kept, label_of
from .models import Erasure
from .processing import Rule, whole_register
from .retention import SOON, Term, passed, term_of, terms
from .services import RETENTION_JOB

SHOWN = 50


@dataclass(frozen=True)
class Keeping:
    """What a thing's page says of its keeping: until when and why, or that it was erased, when and under what rule."""

    until: date
    told: str
    reason: str
    erasure: Erasure | None


def keeping_of(kind: str, key: DataKey, region_code: str, since: datetime) -> Keeping:
    """How what is sealed under a key is kept. The caller has found it within the reader's scope. One query."""
    if key.erased and (erasure := Erasure.objects.filter(data_key=key).first()):
        rule = Rule(erasure.amount, erasure.unit, erasure.reason)
        return Keeping(erasure.kept_until, rule.told, str(erasure.reason), erasure)
    until, rule = term_of(kind, region_code, since)
    return Keeping(until, rule.told, str(rule.reason), None)


@dataclass(frozen=True)
class KindTold:
    """A kind in the report: how many are kept, how many of them are to go, go soon, or are held."""

    code: str
    label: str
    rule: Rule
    kept: int
    waiting: Sequence[Term]
    soon: Sequence[Term]
    held: Sequence[Term]


@dataclass(frozen=True)
class Report:
    """What ended and waits, ends within SOON, is kept longer and why; passing rows that wait, by kind."""

    kinds: Sequence[KindTold]
    passing: Sequence[tuple[str, Rule, int]]

    @property
    def waiting(self) -> list[Term]:
        """What the next run erases, oldest first."""
        return sorted((one for kind in self.kinds for one in kind.waiting), key=lambda one: one.until)

    @property
    def soon(self) -> list[Term]:
        """What ends soon, the next first."""
        return sorted((one for kind in self.kinds for one in kind.soon), key=lambda one: one.until)

    @property
    def held(self) -> list[Term]:
        """What is kept longer, the longest over first."""
        return sorted((one for kind in self.kinds for one in kind.held), key=lambda one: one.until)


def report(scope: Scope, region_code: str) -> Report:
    """The state of keeping in what the reader sees; a fixed number of queries a kind."""
    register, today = whole_register(), today_in(region_code)
    found: dict[str, list[Term]] = {code: [] for code in SEALED}
    for term in terms(scope.q()):
        found[term.kept.kind].append(term)
    kinds = [
        KindTold(
            code,
            str(label_of(code)),
            register.rule(code, region_code, today),
            len(some),
            [one for one in some if one.has_ended(today) and one.held is None],
            [one for one in some if not one.has_ended(today) and one.until <= today + SOON],
            [one for one in some if one.has_ended(today) and one.held is not None],
        )
        for code, some in found.items()
    ]
    whole = scope.covers("") or scope.covers(region_code)
    rows = (
        [(str(kind.label), rule, kind.passed(before).count()) for kind, rule, before in passed(register)]
        if whole
        else []
    )
    return Report(kinds, rows)


def erasures_for(scope: Scope) -> QuerySet[Erasure]:
    """What was erased in the reader's regions, and the passing rows that belong to none, newest first."""
    # Of the whole country there is no condition, and "no condition or …" would be one.
    where = Q() if scope.whole_country else scope.q() | Q(region_code="")
    return Erasure.objects.filter(where).select_related("by").order_by("-id")


def last_run() -> Job | None:
    """The newest job that carried the rules out, or is to."""
    return Job.objects.filter(name=RETENTION_JOB).order_by("-id").first()


def as_data(term: Term) -> Mapping[str, Any]:
    """A term as the command's JSON tells it."""
    return {
        "kind": term.kept.kind, "id": str(term.kept.id), "name": term.kept.name,
        "region": term.kept.region_code, "since": term.kept.since.isoformat(),
        "until": term.until.isoformat(), "rule": f"{term.rule.amount} {term.rule.unit}",
        "held": str(term.held) if term.held else None,
    }  # fmt: skip


def kept_of(scope: Scope, kept_id: UUID) -> Kept | None:
    """One thing that is kept still, within the reader's regions."""
    return next((one.kept for one in terms(scope.q()) if one.kept.id == kept_id), None)
