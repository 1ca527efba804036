"""Where a person holds a permission: region codes taken as prefixes.

Several roles at once are united permission by permission, never across permissions: who may accept batches in
one regency and look at families of another may not accept there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from tepat.platform.regions.codes import covers, is_code, lies_in, minimal
from tepat.platform.regions.scope import within

from .permissions import Permission

if TYPE_CHECKING:
    from .models import RoleAssignment, User


@dataclass(frozen=True)
class Scope:
    """A set of regions, each with all that lies in it; the prefix "" is the whole country.

    Single families granted to somebody are seen besides: registry adds those, this predicate does not know them.
    `grants` names to whom and where: the person himself anywhere, the holder for whom he acts in that region.
    """

    prefixes: tuple[str, ...] = ()
    grants: frozenset[tuple[UUID, str]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.prefixes) or self.by_grant

    @property
    def by_grant(self) -> bool:
        """Whether single families are seen besides."""
        return bool(self.grants)

    @property
    def whole_country(self) -> bool:
        """Whether nothing is outside."""
        return "" in self.prefixes

    def covers(self, code: str) -> bool:
        """Whether the region lies wholly inside."""
        return covers(self.prefixes, code)

    def touches(self, code: str) -> bool:
        """Whether the region has any part inside: a village officer's scope touches his regency."""
        return any(lies_in(code, prefix) or lies_in(prefix, code) for prefix in self.prefixes)

    def q(self, field: str = "region_code") -> Q:
        """The rows inside, as a condition on a field that holds region codes."""
        return within(self.prefixes, field)

    def narrowed(self, code: str) -> "Scope":
        """What of this scope lies in one region: the person's own choice of where to look."""
        if any(lies_in(code, prefix) for prefix in self.prefixes):
            return Scope((code,), self.grants)
        return Scope(tuple(prefix for prefix in self.prefixes if lies_in(prefix, code)), self.grants)


def union(scopes: Iterable[Scope]) -> Scope:
    """Everything that any of them covers."""
    listed = list(scopes)
    prefixes = minimal(prefix for scope in listed for prefix in scope.prefixes)
    return Scope(prefixes, frozenset().union(*(scope.grants for scope in listed)))


def scope_of(user: "User", permission: Permission) -> Scope:
    """Where the user holds the permission today; empty for those who do not and for closed accounts."""
    if user.is_system:
        return Scope(("",))
    if not user.is_active:
        return Scope()
    return union(
        Scope(
            (line.region_code,) if permission in line.role.permissions else (),
            _grants(line) if permission in line.role.by_grant else frozenset(),
        )
        for line in user.assignments
    )


def _grants(line: "RoleAssignment") -> frozenset[tuple[UUID, str]]:
    return frozenset({(line.acting_for_id, line.region_code) if line.acting_for_id else (line.user_id, "")})


def regions_of(user: "User") -> tuple[str, ...]:
    """Every region the user holds any role in, without those inside another."""
    if user.is_system:
        return ("",)
    return minimal(line.region_code for line in user.assignments)


def covers_choice(user: "User", code: str) -> bool:
    """Whether the person may look at this region: it lies in one that is held."""
    return (not code or is_code(code)) and covers(regions_of(user), code)
