"""People as an administrator sees them: what they hold in his regions, whether they come, who looked at it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from tepat.platform.accounts.models import AccessReview, Invitation, RoleAssignment, User
from tepat.platform.accounts.queries import users_in
from tepat.platform.accounts.roles import ROLES
from tepat.platform.accounts.scopes import Scope
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in

ACTIVE, INVITED, CLOSED, UNUSED = "aktif", "diundang", "ditutup", "lama"
PAGE = 50


@dataclass(frozen=True)
class PersonFilter:
    """What of the people is asked for; everything may be empty."""

    q: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class Held:
    """A role somebody holds, with the region's path for the screen."""

    line: RoleAssignment
    place: str

    @property
    def last_day(self) -> object:
        """The last day it holds, if it has one."""
        return self.line.valid_to - timedelta(days=1) if self.line.valid_to else None


@dataclass(frozen=True)
class Person:
    """One line of the list and of the access review."""

    user: User
    state: str
    held: list[Held]
    reviewed: AccessReview | None = None

    @property
    def unused(self) -> bool:
        """Whether the account is open and nobody used it for long."""
        used = self.user.last_used_at or self.user.last_login or self.user.created_at
        return self.user.is_active and used < _unused_before()


def _unused_before() -> datetime:
    return timezone.now() - timedelta(days=settings.TEPAT_UNUSED_DAYS)


def _invited() -> Exists:
    open_ones = Invitation.objects.filter(
        user=OuterRef("pk"), used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    return Exists(open_ones)


def _in_state(state: str) -> Q:
    never = Q(last_login=None) & Q(invited=True)
    before = _unused_before()
    return {
        ACTIVE: Q(is_active=True) & ~never,
        INVITED: Q(is_active=True) & never,
        CLOSED: Q(is_active=False),
        UNUSED: Q(is_active=True, created_at__lt=before)
        & (Q(last_used_at=None) | Q(last_used_at__lt=before))
        & (Q(last_login=None) | Q(last_login__lt=before)),
    }.get(state, Q())


def people_in(scope: Scope, chosen: PersonFilter) -> QuerySet[User]:
    """The people of a scope that fit the filter, by name to log in with."""
    found = users_in(scope).annotate(invited=_invited()).filter(_in_state(chosen.state))
    if chosen.q:
        found = found.filter(Q(username__icontains=chosen.q) | Q(full_name__icontains=chosen.q))
    if chosen.role:
        lines = RoleAssignment.objects.filter(scope.q("region_code"), _open_line(), role_code=chosen.role)
        found = found.filter(id__in=lines.values("user_id"))
    return found.order_by("username")


def state_counts(scope: Scope, chosen: PersonFilter) -> dict[str, int]:
    """How many people each state would leave, under the rest of the filter: one query."""
    rest = people_in(scope, PersonFilter(chosen.q, chosen.role))
    counts: dict[str, int] = rest.aggregate(
        **{state: Count("pk", filter=_in_state(state)) for state in (ACTIVE, INVITED, CLOSED, UNUSED)}
    )
    return counts


def role_counts(scope: Scope) -> Counter[str]:
    """How many hold each role in a scope."""
    lines = RoleAssignment.objects.filter(scope.q("region_code"), _open_line())
    counted = lines.order_by().values("role_code").annotate(n=Count("user_id", distinct=True))
    return Counter({row["role_code"]: row["n"] for row in counted})


def _open_line() -> Q:
    today = today_in("")
    return Q(valid_to=None) | Q(valid_to__gt=today)


def persons(users: Iterable[User], scope: Scope) -> list[Person]:
    """With what each holds in the scope and the last review: three queries, however many they are."""
    listed = list(users)
    lines = (
        RoleAssignment.objects.filter(scope.q("region_code"), _open_line(), user__in=listed)
        .select_related("acting_for", "given_by")
        .order_by("region_code", "role_code")
    )
    places = regions.path_names({line.region_code for line in lines})
    held: dict[object, list[Held]] = {}
    for line in lines:
        if line.role_code in ROLES:
            held.setdefault(line.user_id, []).append(Held(line, " › ".join(places[line.region_code])))
    reviews = AccessReview.objects.filter(user__in=listed).select_related("by").order_by("id")
    reviewed = {review.user_id: review for review in reviews}
    return [Person(user, state_of(user), held.get(user.id, []), reviewed.get(user.id)) for user in listed]


def state_of(user: User) -> str:
    """Closed, invited and never come yet, or active."""
    if not user.is_active:
        return CLOSED
    return INVITED if getattr(user, "invited", False) and user.last_login is None else ACTIVE


def person_in(scope: Scope) -> QuerySet[User]:
    """One person of the scope, to be asked for by id, with the invitation that is open."""
    still = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())
    with_invitation = Prefetch("invitations", still.select_related("by"), to_attr="open_invitations")
    return users_in(scope).annotate(invited=_invited()).prefetch_related(with_invitation)
