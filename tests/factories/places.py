"""A few real regions, enough for every scope: two regencies, a city, their province and its neighbour."""

from functools import cache

from tepat.platform.regions import reference
from tepat.platform.regions.clock import zone_name
from tepat.platform.regions.models import Region

# Kutai Timur, Kutai Kartanegara, Bontang; the neighbour province has one regency with one district.
HERE = ("64.08", "64.02", "64.74")
NEIGHBOUR = ("63", "63.01", "63.01.01")
_LEVELS = {2: "province", 5: "regency", 8: "district", 13: "village"}
_KINDS = {"1": "kelurahan", "2": "desa", "3": "desa_adat"}


@cache
def rows() -> tuple[tuple[str, str], ...]:
    """(code, name) of every region the tests know."""
    below = tuple(f"{code}." for code in (*HERE, NEIGHBOUR[-1]))
    named = {"64", *HERE, *NEIGHBOUR}
    return tuple(row for row in reference.rows() if row[0] in named or row[0].startswith(below))


def load() -> None:
    """Write the regions, unless they are there."""
    if Region.objects.filter(code="64.08").exists():
        return
    Region.objects.bulk_create(
        Region(
            code=code,
            name=name,
            level=_LEVELS[len(code)],
            parent_code=code.rpartition(".")[0],
            kind=_KINDS.get(code[9], "") if len(code) == 13 else "",
            timezone=zone_name(code),
        )
        for code, name in rows()
    )
