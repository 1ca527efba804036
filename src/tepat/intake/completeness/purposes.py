"""What a family must have for a purpose, region by region and day by day."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from tepat.intake.models import PurposeFields
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.codes import ancestors, regency_of

from .fields import usual_fields

PURPOSES = tuple(PurposeFields.Purpose.values)


def key_of(fields: Collection[str]) -> str:
    """By what a set of fields is known among counts: purposes that ask for the same share one count."""
    return hashlib.sha256(" ".join(sorted(fields)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Rules:
    """The lines of some regions and of those above them."""

    lines: tuple[PurposeFields, ...]

    def at(self, region_code: str, purpose: str, day: date) -> tuple[str, ...]:
        """The fields asked for in a region on a day: what the nearest region says that says anything."""
        for code in reversed([*ancestors(region_code), region_code]):
            held = [
                line
                for line in self.lines
                if line.region_code == code and line.purpose == purpose and line.valid_from <= day
            ]
            if held and (newest := max(held, key=lambda line: (line.valid_from, line.id))).fields:
                return tuple(newest.fields)
        return usual_fields()[purpose]

    def coming(self, region_code: str, day: date) -> set[tuple[str, ...]]:
        """All sets of fields asked for in a region for any purpose on this day or later."""
        days = {day, *(line.valid_from for line in self.lines if line.valid_from > day)}
        return {self.at(region_code, purpose, one) for purpose in PURPOSES for one in days}


def rules_for(regions: Iterable[str]) -> Rules:
    """What holds in these regions' regencies, or above. One query."""
    places = {regency_of(code) or code for code in regions}
    wanted = {*places, *(above for code in places for above in ancestors(code))}
    return Rules(tuple(PurposeFields.objects.filter(region_code__in=wanted).select_related("set_by")))


def today_at(region_code: str) -> date:
    """The day by which a region's rules are read: its regency's."""
    return today_in(regency_of(region_code) or region_code)
