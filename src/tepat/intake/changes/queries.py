"""Reading what a batch changed, and the questions that it raised, of the regions a user may see."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tepat.intake.models import Batch, ChangePreview, Departure, ListChange
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import Scope
from tepat.platform.database.paging import page_by_id
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import lies_in
from tepat.platform.regions.scope import within
from tepat.registry.family_lines import FamilyLine, family_lines
from tepat.registry.fields import DWELLING, FAMILY, PERSON, SCALES, shown
from tepat.registry.masking import masked_name
from tepat.registry.models import Claim, FamilyHold, SourceRow
from tepat.registry.queries import families_named, visible_families

PAGE = 50
AT_ONCE = 1_000
Counts = Counter[tuple[str, str]]  # families by region code and kind of change
_NAMES = frozenset({"name", "head_name", "member"})


@dataclass(frozen=True)
class RegionChanges:
    """How many families of one region changed in which way, by ListChange.Kind."""

    code: str
    name: str
    counts: Counter[str]


def changes_of(batch: Batch, scope: Scope, within_region: str = "") -> QuerySet[ListChange]:
    """The batch's changes of families in the scope, and in the region if any."""
    found = ListChange.objects.filter(scope.q("region_code"), batch=batch)
    return found.filter(within([within_region])) if within_region else found


def is_preview(batch: Batch) -> bool:
    """Whether what the batch changes is only foretold: nobody has decided on it."""
    return bool(batch.state == Batch.State.CHECKED)


def counts_of(batch: Batch, scope: Scope, within_region: str = "") -> Counts:
    """Families by region and kind in the scope: as foretold before acceptance, as written since."""
    if is_preview(batch):
        preview = ChangePreview.objects.filter(batch=batch).first()
        told = preview.counts if preview else {}
        return Counts(
            {
                (code, kind): families
                for code, kinds in told.items()
                if scope.covers(code) and lies_in(code, within_region)
                for kind, families in kinds.items()
            }
        )
    rows = changes_of(batch, scope, within_region).order_by().values_list("region_code", "kind")
    return Counts({(code, kind): n for code, kind, n in rows.annotate(n=Count("id"))})


def by_kind(counts: Counts) -> Counter[str]:
    """The same whole."""
    whole = Counter[str]()
    for (_code, kind), families in counts.items():
        whole[kind] += families
    return whole


def by_region(counts: Counts, *, length: int) -> list[RegionChanges]:
    """The same by region of `length` characters, by name. One query for the names."""
    counted: dict[str, Counter[str]] = {}
    for (code, kind), families in counts.items():
        counted.setdefault(code[:length], Counter())[kind] += families
    names = regions.names(counted)
    made = [RegionChanges(code, names.get(code, code), kinds) for code, kinds in counted.items()]
    return sorted(made, key=lambda one: one.name)


@dataclass
class ChangeLine:
    """One family's change as a page and a file show it: each field before and after, in words."""

    change: ListChange
    family: FamilyLine
    facts: list["FactLine"] = field(default_factory=list)
    claims: int = 0


@dataclass(frozen=True)
class FactLine:
    """A field of the family, or of the member `whose`, before and after, and the row that said so."""

    label: str
    whose: str
    before: Any
    after: Any
    source: str


def page_of(changes: QuerySet[ListChange], after: str, size: int = PAGE) -> tuple[list[ListChange], str]:
    """Changes by region, and the cursor of the next page."""
    region, _dot, last = after.rpartition(",")
    with suppress(ValueError):
        beyond = Q(region_code=region, id__gt=UUID(last)) | Q(region_code__gt=region)
        changes = changes.filter(beyond)
    found = list(changes.select_related("family").order_by("region_code", "id")[: size + 1])
    cursor = f"{found[size - 1].region_code},{found[size - 1].id}" if len(found) > size else ""
    return found[:size], cursor


def change_lines(user: User, batch: Batch, changes: Sequence[ListChange]) -> list[ChangeLine]:
    """The lines of changes that the user may see. A fixed number of queries."""
    families = {change.family_id: change.family for change in changes}
    lines = {line.family.id: line for line in family_lines(user, list(families.values()))}
    named = families_named(user, list(families.values()))
    told = [fact for change in changes for fact in change.facts]
    people = _names_of({fact[0] for fact in told if fact[0]})
    places = regions.names({code for fact in told if fact[1] == "region_code" for code in fact[2:4] if code})
    sources = _sources({fact[4] for fact in told})
    claims = _claims(batch, set(families))
    return [
        ChangeLine(
            change,
            lines[change.family_id],
            [_fact(fact, people, places, sources, change.family_id in named) for fact in change.facts],
            claims[change.family_id],
        )
        for change in changes
    ]


def all_lines(user: User, batch: Batch, changes: QuerySet[ListChange]) -> Iterator[ChangeLine]:
    """All of them, in bounded memory."""
    cursor = ""
    while True:
        page, cursor = page_of(changes, cursor, AT_ONCE)
        yield from change_lines(user, batch, page)
        if not cursor:
            return


def _names_of(ids: set[str]) -> dict[str, str]:
    from tepat.registry.models import Person

    return {id_.hex: name for id_, name in Person.objects.filter(id__in=ids).values_list("id", "name")}


def _sources(ids: set[str]) -> dict[str, str]:
    rows = SourceRow.objects.filter(id__in=ids).values_list("id", "file__name", "row")
    return {id_.hex: _("%(file)s · baris %(row)s") % {"file": file, "row": row} for id_, file, row in rows}


def _claims(batch: Batch, families: set[UUID]) -> Counter[UUID]:
    """How many of the batch's values stand beside verified ones, waiting for a decision."""
    open_claims = Claim.objects.filter(change_set__source=batch.source_id, state=Claim.State.OPEN)
    owned = open_claims.filter(Q(family__in=families) | Q(person__family__in=families))
    return Counter(family or home for family, home in owned.values_list("family_id", "person__family_id"))


def _fact(
    fact: list[Any], people: dict[str, str], places: dict[str, str], sources: dict[str, str], named: bool
) -> FactLine:
    person, name, before, after, row = fact
    whose = people.get(person, "") if person else ""
    if name == "region_code":
        before, after = (places.get(value, value) for value in (before, after))
    elif name in _NAMES:
        before, after = (value if named else masked_name(value or "") for value in (before, after))
    else:
        subject = "person" if person else "dwelling" if name in DWELLING else "family"
        if name in ("nik", "kk"):
            before, after = before and _("nomor lama"), _("nomor baru")
        before, after = (_read(subject, name, value) for value in (before, after))
    return FactLine(
        _label(name, bool(person)),
        whose if named else masked_name(whose),
        before,
        after,
        sources.get(row, ""),
    )


def _label(name: str, of_person: bool) -> str:
    if name == "nik":
        return "NIK"
    if name == "kk":
        return _("No. KK")
    if name == "member":
        return _("Anggota baru")
    if name.startswith("desil."):
        scale = name.removeprefix("desil.")
        return _("Desil, %(scale)s") % {"scale": SCALES.get(scale, scale)}
    labels: dict[str, Any] = PERSON if of_person else {**DWELLING, **FAMILY}
    return str(labels.get(name, name))


def _read(subject: str, name: str, value: Any) -> Any:
    if name == "birth_date" and value:
        return date.fromisoformat(str(value))
    return value if name in ("nik", "kk") or name.startswith("desil.") else shown(subject, name, value)


@dataclass(frozen=True)
class DepartureLine:
    """A question as the page shows it, with what holds the family."""

    departure: Departure
    family: FamilyLine
    holds: list[FamilyHold]


def departures_for(
    user: User, permission: Permission = Permission.BATCH_ACCEPT, region: str = ""
) -> QuerySet[Departure]:
    """Questions about families in the user's scope; `region` narrows to where he looks."""
    scope = user.scope(permission)
    narrowed = scope.narrowed(region) if region else scope
    return Departure.objects.filter(scoped(narrowed, user))


def held(departures: QuerySet[Departure]) -> QuerySet[Departure]:
    """Those whose family something holds."""
    return departures.filter(
        Exists(FamilyHold.objects.filter(family=OuterRef("family"), lifted_at__isnull=True))
    )


def scoped(scope: Scope, user: User) -> Q:
    """Departures of families that the user sees in the scope."""
    from tepat.registry.models import Family

    return Q(Exists(Family.objects.filter(visible_families(scope, user), id=OuterRef("family"))))


def departures_page(departures: QuerySet[Departure], after: str) -> tuple[list[Departure], str]:
    """Questions in the order in which they were raised, and the cursor of the next page."""
    return page_by_id(departures.select_related("family", "batch__list", "by"), after, PAGE)


def departure_lines(user: User, departures: Sequence[Departure]) -> list[DepartureLine]:
    """The lines of questions that the user may see. A fixed number of queries."""
    families = {one.family_id: one.family for one in departures}
    lines = {line.family.id: line for line in family_lines(user, list(families.values()))}
    holds: dict[UUID, list[FamilyHold]] = {}
    for hold in FamilyHold.objects.filter(family__in=families, lifted_at__isnull=True).order_by("id"):
        holds.setdefault(hold.family_id, []).append(hold)
    return [DepartureLine(one, lines[one.family_id], holds.get(one.family_id, [])) for one in departures]


def as_data(batch: Batch, scope: Scope) -> dict[str, Any]:
    """The batch's changes as plain data for machines: counts, whole and by village."""
    counts = counts_of(batch, scope)
    whole, kinds = by_kind(counts), ListChange.Kind.values
    return {
        "batch": str(batch.id),
        "preview": is_preview(batch),
        "changes": {kind: whole[kind] for kind in kinds},
        "regions": [
            {"code": row.code, "name": row.name, **{kind: row.counts[kind] for kind in kinds}}
            for row in by_region(counts, length=13)
        ],
    }
