"""What each check weighs in a region."""

from collections.abc import Iterable

from tepat.intake.models import CheckSeverity
from tepat.platform.regions.codes import ancestors


def severities_in(region_code: str) -> dict[str, str]:
    """By check, what the region or the nearest one above it says; checks nobody speaks of are not in it."""
    return _nearest([*ancestors(region_code), region_code])


def inherited_by(region_code: str) -> dict[str, str]:
    """The same of the regions above alone: what holds where the region itself says nothing."""
    return _nearest(ancestors(region_code))


def _nearest(regions: Iterable[str]) -> dict[str, str]:
    """Lines in force of these regions, from the widest to the nearest."""
    lines = CheckSeverity.objects.filter(region_code__in=list(regions), valid_to=None)
    return dict(lines.order_by("region_code").values_list("check_id", "severity"))


def own_lines(region_code: str) -> dict[str, CheckSeverity]:
    """The region's own lines in force, by check."""
    lines = CheckSeverity.objects.filter(region_code=region_code, valid_to=None).select_related("set_by")
    return {line.check_id: line for line in lines}
