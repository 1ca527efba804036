"""Local time of a region. Times are stored in UTC; a date on paper is the region's own.

The zones are data (data/timezones.csv): a line holds for the region and all below it, a longer code wins. The
loader writes the same zones into Region.timezone, for queries.
"""

import csv
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.utils import timezone

from .codes import ancestors

# Where no region is known: the capital's.
NATIONAL = "Asia/Jakarta"


@cache
def _zones() -> dict[str, str]:
    text = (files("tepat.platform.regions") / "data" / "timezones.csv").read_text("utf-8")
    return {row["code"]: row["timezone"] for row in csv.DictReader(text.splitlines())}


@cache
def zone_name(code: str) -> str:
    """The IANA name of a region's time zone, "Asia/Makassar" for Kutai Timur."""
    zones = _zones()
    for candidate in (code, *reversed(ancestors(code))):
        if candidate in zones:
            return zones[candidate]
    return NATIONAL


def local(moment: datetime, region_code: str) -> datetime:
    """The same moment on the region's clock; its `tzname()` is WIB, WITA or WIT."""
    return moment.astimezone(ZoneInfo(zone_name(region_code)))


def abbreviation(moment: datetime, region_code: str) -> str:
    """WIB, WITA or WIT."""
    return local(moment, region_code).tzname() or ""


def today_in(region_code: str) -> date:
    """Today's date in the region."""
    return local(timezone.now(), region_code).date()
