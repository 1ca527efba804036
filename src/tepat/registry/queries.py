"""Reading the registry: always from what the user may see.

Pages are keyset pages: a cursor is the id of the family a page ends or begins with, so that no name stands in
an address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tepat.engine.identity import keys, names
from tepat.platform import crypto
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import Scope, scope_of
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.scope import within

from .models import (
    STANDS,
    ExternalId,
    Family,
    FamilyGrant,
    IdentityNumber,
    Membership,
    SearchToken,
)
from .numbers import key_as_kept

PAGE = 50
# From so many families on, a page is read along the index of names.
MANY = 10_000
_AFTER = "~"


@dataclass(frozen=True)
class FamilyFilter:
    """What a reader narrows the list to: a region, a desil, a state of some member's NIK."""

    region: str = ""
    desil: int | None = None
    number: str = ""

    @property
    def q(self) -> Q:
        """As a condition on families."""
        return within([self.region]) & self.beside_region if self.region else self.beside_region

    @property
    def beside_region(self) -> Q:
        """The condition without its region."""
        condition = Q()
        if self.desil is not None:
            condition &= Q(desil=self.desil)
        if self.number:
            condition &= Q(**{f"nik_{self.number}": True})
        return condition


@dataclass(frozen=True)
class FamilyPage:
    """One page of families, and the cursors of its neighbours."""

    families: list[Family]
    previous: str = ""
    next: str = ""


def families_for(user: User, permission: Permission = Permission.FAMILY_VIEW) -> QuerySet[Family]:
    """The families a user may see: those in his regions, and those granted to him one by one."""
    return Family.objects.filter(visible_families(scope_of(user, permission), user))


def visible_families(scope: Scope, user: User) -> Q:
    """The same as a condition. A family of which nothing stands any more has no region, and nobody sees it."""
    inside = Q(region_code__gt="") if scope.whole_country else scope.q("region_code")
    return inside | _granted(scope)


def _granted(scope: Scope) -> Q:
    if not scope.by_grant:
        return Q(pk__in=[])
    standing = FamilyGrant.objects.filter(Q(until__isnull=True) | Q(until__gte=today_in("")))
    whose = Q()
    for holder, region in scope.grants:
        whose |= Q(user=holder) & (within([region], "family__region_code") if region else Q())
    return Q(pk__in=standing.filter(whose).values("family_id"), region_code__gt="")


def families_listed(scope: Scope, user: User, chosen: FamilyFilter, *, many: bool) -> QuerySet[Family]:
    """The visible families that a filter asks for, for a page of them in the order of names.

    `many` says that they are a large part of all families: then the names' index is read in order until the
    page is full. Few are looked up by their region and sorted.
    """
    place = scope.narrowed(chosen.region) if chosen.region else scope
    granted = _granted(scope)
    if chosen.region:
        granted &= within([chosen.region])
    return Family.objects.filter(within(place.prefixes, indexed=not many) | granted, chosen.beside_region)


def family_page(
    families: QuerySet[Family], *, after: str = "", before: str = "", size: int = PAGE
) -> FamilyPage:
    """A page of `families` by the head's name."""
    rows = families
    backwards = bool(before)
    cursor = _family(families, before or after)
    if cursor is not None:
        if backwards:
            rows = rows.filter(sort_name__lte=cursor.sort_name).filter(
                Q(sort_name__lt=cursor.sort_name) | Q(id__lt=cursor.id)
            )
        else:
            rows = rows.filter(sort_name__gte=cursor.sort_name).filter(
                Q(sort_name__gt=cursor.sort_name) | Q(id__gt=cursor.id)
            )
    order = ("-sort_name", "-id") if backwards else ("sort_name", "id")
    found = list(rows.order_by(*order)[: size + 1])
    return _page(found, size, backwards=backwards, inside=cursor is not None)


def bearing(families: QuerySet[Family], text: str) -> QuerySet[Family]:
    """Those of `families` in which somebody bears all the words of `text`, in no order: for exports."""
    for word in names.tokens(text):
        tokens = SearchToken.objects.filter(token__gte=word[:32], token__lt=word[:32] + _AFTER)
        families = families.filter(Exists(tokens.filter(family_id=OuterRef("pk"))))
    return families


def families_named(user: User, families: Sequence[Family]) -> set[UUID]:
    """Which of these families the user may read by name; of the others he sees initials."""
    scope = scope_of(user, Permission.NAMES_SEE)
    named = {family.id for family in families if scope.covers(family.region_code)}
    if scope.by_grant:
        rest = [family.id for family in families if family.id not in named]
        granted = Family.objects.filter(_granted(scope), id__in=rest)
        named.update(granted.values_list("id", flat=True))
    return named


def search_page(
    families: QuerySet[Family],
    text: str,
    chosen: FamilyFilter,
    *,
    after: str = "",
    size: int = PAGE,
) -> FamilyPage:
    """Families in which somebody bears all the words of `text`, or names beginning with them.

    Ordered by the longest word's match, then by the head's name. Reads the search words' index in order and
    stops when the page is full.
    """
    words = sorted(names.tokens(text), key=len, reverse=True)
    if not words:
        return FamilyPage([])
    first, *others = (word[:32] for word in words)
    tokens = SearchToken.objects.filter(token__gte=first, token__lt=first + _AFTER).filter(
        Exists(families.filter(chosen.q, pk=OuterRef("family_id")))
    )
    for word in others:
        tokens = tokens.filter(
            Exists(
                SearchToken.objects.filter(
                    family_id=OuterRef("family_id"), token__gte=word, token__lt=word + _AFTER
                )
            )
        )
    cursor = None
    if (last := _uuid(after)) is not None:
        matched = SearchToken.objects.filter(family_id=last, token__gte=first, token__lt=first + _AFTER)
        cursor = matched.order_by("token").first()
    if cursor is not None:
        tokens = tokens.filter(token__gte=cursor.token).filter(
            Q(token__gt=cursor.token)
            | Q(sort_name__gt=cursor.sort_name)
            | Q(sort_name=cursor.sort_name, family_id__gt=cursor.family_id)
        )
    # A family whose members match by several words stands where the first of them stands, and only there.
    sooner = SearchToken.objects.filter(
        family_id=OuterRef("family_id"), token__gte=first, token__lt=OuterRef("token")
    )
    tokens = tokens.filter(~Exists(sooner)).order_by("token", "sort_name", "family_id")
    wanted = list(tokens.values_list("family_id", flat=True)[: size + 1])
    by_id = {family.id: family for family in Family.objects.filter(id__in=wanted)}
    return _page([by_id[i] for i in wanted if i in by_id], size, backwards=False, inside=cursor is not None)


def _page(found: list[Family], size: int, *, backwards: bool, inside: bool) -> FamilyPage:
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return FamilyPage([])
    has_previous = more if backwards else inside
    has_next = True if backwards else more
    return FamilyPage(found, str(found[0].id) if has_previous else "", str(found[-1].id) if has_next else "")


def family_by_number(families: QuerySet[Family], text: str) -> list[Family]:
    """Visible families of the people (or the family) that bear this NIK, KK number or P3KE key exactly.

    Who lives in no family now is found with the one that was left.
    """
    digits = "".join(ch for ch in text if ch.isdigit())
    indexes = [crypto.blind_index(kind, digits).hex() for kind in ("nik", "kk")]
    numbers = IdentityNumber.objects.filter(index__in=indexes, ended_by__isnull=True)
    listed = ExternalId.objects.filter(value=key_as_kept(keys.compared(text)))
    # Looked up one after the other: as one condition with joins it would read every family.
    bearers = {
        *numbers.values_list("person", "person__family", "family"),
        *listed.values_list("person", "person__family", "family"),
    }
    ids = {home or family for _person, home, family in bearers} - {None}
    homeless = [person for person, home, family in bearers if home is None and family is None]
    left = Membership.objects.filter(STANDS, person__in=homeless, ended_by__isnull=False)
    return list(families.filter(id__in=[*ids, *left.values_list("family_id", flat=True)])[:20])


def numbers_of(family: Family) -> QuerySet[IdentityNumber]:
    """The numbers that stand on a family's page: its own, its members', and those of who left it for no other."""
    gone = Membership.objects.filter(STANDS, family=family, person__family__isnull=True).values("person")
    return IdentityNumber.objects.filter(Q(person__family=family) | Q(person__in=gone) | Q(family=family))


def _family(families: QuerySet[Family], cursor: str) -> Family | None:
    key = _uuid(cursor)
    return families.filter(id=key).first() if key else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
