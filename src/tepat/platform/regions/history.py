"""Reading old codes: what a region is called now, through every renumbering on record."""

from collections.abc import Iterable

from .codes import ancestors, common_ancestor
from .models import Region, RegionSuccession

# More steps than any region was ever renumbered; a bound in case the table was filled past the services.
_MOST_STEPS = 20


def resolve(code: str) -> str:
    """The code in force for a code of any time; see `resolve_all`."""
    return resolve_all([code])[code]


def resolve_all(codes: Iterable[str]) -> dict[str, str]:
    """Each code with the one in force now.

    A region that was split resolves to the deepest region that holds all its parts: a family known only by
    the old desa stands at the kecamatan until somebody says which. A code whose parent was renumbered moves
    with it. A code that is in force, or that nothing is known of, stays as it is.
    """
    wanted = set(codes)
    successors: dict[str, list[str]] = {}
    for old, new in RegionSuccession.objects.order_by("since").values_list("old_code", "new_code"):
        successors.setdefault(old, []).append(new)
    if not successors:
        return {code: code for code in wanted}
    candidates = set(wanted)
    for code in wanted:
        for following in _one_step(code, successors):
            candidates.update(_all_ahead(following, successors))
    in_force = set(Region.objects.filter(code__in=candidates, valid_to=None).values_list("code", flat=True))
    return {code: _resolved(code, successors, in_force) for code in wanted}


def _one_step(code: str, successors: dict[str, list[str]]) -> list[str]:
    """What follows the code by its own lines, else by those of the nearest region above it."""
    if code in successors:
        return successors[code]
    for above in reversed(ancestors(code)):
        if above in successors:
            return [new + code[len(above) :] for new in successors[above]]
    return []


def _all_ahead(code: str, successors: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [code]
    while waiting and len(seen) < _MOST_STEPS**2:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(_one_step(current, successors))
    return seen


def _resolved(code: str, successors: dict[str, list[str]], in_force: set[str]) -> str:
    if code in in_force:
        return code
    current = {code}
    for _step in range(_MOST_STEPS):
        following: set[str] = set()
        for one in current:
            following.update([one] if one in in_force else _one_step(one, successors) or [one])
        if following == current:
            break
        current = following
    ends = {one for one in current if one in in_force} or current
    if ends == {code}:
        return code
    return common_ancestor(ends) or code
