"""Reading claims: those on families the user may see, as lines of a page with the value that stands beside each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tepat.platform import crypto
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.database.paging import page_by_id
from tepat.platform.regions import queries as regions
from tepat.platform.regions.scope import within

from . import queries
from .fields import DAYS, DWELLING, FAMILY, NUMBERS, PERSON, RELATION, shown
from .masking import masked_name
from .models import STANDS, ChangeSet, Claim, ClaimDecision, Family, IdentityNumber
from .numbers import REGISTRY_KEY, context, masked

PAGE = 50
_NAMES = frozenset({"name", "head_name"})


@dataclass(frozen=True)
class ClaimFilter:
    """What a reader narrows claims to: a state, a region, a field, one family."""

    state: str = Claim.State.OPEN
    region: str = ""
    field: str = ""
    family: UUID | None = None
    change_set: UUID | None = None

    @property
    def q(self) -> Q:
        """As a condition on claims read by `claims_for`."""
        condition = Q(state=self.state)
        if self.region:
            condition &= within([self.region], "place")
        if self.field:
            condition &= Q(field=self.field)
        if self.family:
            condition &= Q(home=self.family)
        if self.change_set:
            condition &= Q(change_set=self.change_set)
        return condition


@dataclass(frozen=True)
class ClaimLine:
    """One claim as a page shows it. `whose` is the member's name where it is of a person."""

    claim: Claim
    family: Family
    head: str
    whose: str
    village: str
    label: Any
    present: Any
    claimed: Any
    source: str
    decision: ClaimDecision | None


def claims_for(
    user: User, permission: Permission = Permission.CLAIM_DECIDE, region: str = ""
) -> QuerySet[Claim]:
    """Claims on families in the user's scope and on their members; `region` narrows to where he looks.

    Each has `home`, the family on whose page it stands, and `place`, that family's region.
    """
    scope = user.scope(permission)
    seen = Family.objects.filter(queries.visible_families(scope.narrowed(region) if region else scope, user))
    return Claim.objects.filter(STANDS, Q(family__in=seen) | Q(person__family__in=seen)).annotate(
        home=Coalesce("family_id", "person__family_id"),
        place=Coalesce("family__region_code", "person__family__region_code"),
    )


def claims_on(family: Family) -> QuerySet[Claim]:
    """The open claims on a family, found in the user's scope, and on its members."""
    of_members = Q(person__in=family.people.all())
    return Claim.objects.filter(STANDS, Q(family=family) | of_members, state=Claim.State.OPEN).order_by("id")


def counts_by(claims: QuerySet[Claim], name: str) -> Counter[str]:
    """How many there are for each value of a column."""
    rows = claims.order_by().values(name).annotate(n=Count("id"))
    return Counter({row[name]: row["n"] for row in rows})


def page_of(claims: QuerySet[Claim], after: str) -> tuple[list[Claim], str]:
    """Claims in the order in which they were raised, and the cursor of the next page."""
    return page_by_id(claims, after, PAGE)


def claim_lines(user: User, claims: Sequence[Claim]) -> list[ClaimLine]:
    """The lines of claims that the user may see. A fixed number of queries."""
    if not claims:
        return []
    rows = Claim.objects.filter(id__in=[claim.id for claim in claims]).select_related(
        "family__dwelling", "person__family", "source_row__file", "change_set__source", "change_set__by"
    )
    by_id = {claim.id: claim for claim in rows}
    listed = [by_id[claim.id] for claim in claims]
    homes = [_home(claim) for claim in listed]
    named = queries.families_named(user, homes)
    villages = regions.names({family.region_code for family in homes})
    places = regions.names({claim.value for claim in listed if claim.field == "region_code"})
    decisions = _newest_decisions(by_id)
    numbers = _masked_numbers(listed)
    return [
        _line(claim, home, home.id in named, {**places, **villages}, decisions.get(claim.id), numbers)
        for claim, home in zip(listed, homes, strict=True)
    ]


def _line(
    claim: Claim,
    home: Family,
    named: bool,
    places: dict[str, str],
    decision: ClaimDecision | None,
    numbers: dict[UUID, tuple[str, str]],
) -> ClaimLine:
    subject, holder = _subject(claim)
    label = LABELS[subject].get(claim.field, claim.field)
    values = getattr(holder, claim.field, None), claim.value
    present: Any
    claimed: Any
    if claim.field in NUMBERS:
        present, claimed = numbers[claim.id]
    elif claim.field == "region_code":
        present, claimed = (places.get(str(value), value) for value in values)
    elif claim.field in _NAMES and not named:
        present, claimed = (masked_name(value or "") for value in values)
    else:
        present, claimed = (_read(subject, claim.field, value) for value in values)
    member = claim.person.name if claim.person else ""
    return ClaimLine(
        claim, home, home.head_name if named else masked_name(home.head_name),
        member if named else masked_name(member), places.get(home.region_code, home.region_code), label, present,
        claimed, source_of(claim), decision,
    )  # fmt: skip


LABELS: dict[str, dict[str, Any]] = {
    "family": {**FAMILY, "kk": NUMBERS["kk"]},
    "dwelling": DWELLING,
    "person": {**PERSON, **RELATION, "nik": NUMBERS["nik"]},
}


def _masked_numbers(claims: Sequence[Claim]) -> dict[UUID, tuple[str, str]]:
    """The number that stands and the one claimed, both masked, of claims about numbers."""
    asked = [claim for claim in claims if claim.field in NUMBERS]
    if not asked:
        return {}
    opener = crypto.sealer(crypto.data_key(REGISTRY_KEY))
    of = Q(person__in=[claim.person_id for claim in asked if claim.person_id])
    of |= Q(family__in=[claim.family_id for claim in asked if claim.family_id])
    present = {
        (row.person_id or row.family_id): opener.open(context(row.id.hex), bytes(row.sealed)).decode()
        for row in IdentityNumber.objects.filter(of, ended_by__isnull=True)
    }
    told = {}
    for claim in asked:
        stands = present.get(claim.person_id or claim.family_id, "")
        claimed = opener.open(claim.seal_context, bytes(claim.sealed or b"")).decode()
        told[claim.id] = (masked(stands) if stands else "", masked(claimed))
    return told


def _read(subject: str, field: str, value: Any) -> Any:
    """A claim's day is kept as text, a column's as a day: both are shown as days."""
    return date.fromisoformat(str(value)) if field in DAYS and value else shown(subject, field, value)


def _home(claim: Claim) -> Family:
    family = claim.family or (claim.person.family if claim.person else None)
    assert family is not None, "claims are read by the family they stand on"
    return family


def _subject(claim: Claim) -> tuple[str, Any]:
    if claim.person is not None:
        return "person", claim.person
    if claim.field in DWELLING:
        return "dwelling", getattr(claim.family, "dwelling", None)
    return "family", claim.family


def source_of(claim: Claim) -> str:
    """Which list, file and row said so; else whose act."""
    change_set: ChangeSet = claim.change_set
    name = change_set.source.name if change_set.source else change_set.by.full_name or change_set.by.username
    if (row := claim.source_row) is None:
        return str(name)
    if row.file.name == name:  # a pack is a source of its own, called as its file
        return _("%(file)s · baris %(row)s") % {"file": row.file.name, "row": row.row}
    return _("%(source)s · %(file)s · baris %(row)s") % {
        "source": name,
        "file": row.file.name,
        "row": row.row,
    }


def _newest_decisions(claim_ids: Iterable[UUID]) -> dict[UUID, ClaimDecision]:
    newest = ClaimDecision.objects.filter(claim=OuterRef("claim")).order_by("-id").values("id")[:1]
    rows = ClaimDecision.objects.filter(claim__in=list(claim_ids), id=Subquery(newest))
    return {row.claim_id: row for row in rows.select_related("change_set__by")}
