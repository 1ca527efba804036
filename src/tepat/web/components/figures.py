"""Numbers, money, shares, dates and times as the office writes them.

1.250.000 · Rp1.250.000 · 62 % · 3 Februari 2024 · pukul 14.05 WITA. What is unknown is a dash, never a zero.
"""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext

from tepat.platform.regions.clock import local

from .library import register

DASH = "–"


@register.filter
def angka(value: object, places: int | None = None) -> str:
    """1250000 → 1.250.000; a given number of decimals is kept even when they are zero."""
    if value is None or value == "":
        return DASH
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        return str(value)
    if places is None and isinstance(value, float):
        value = Decimal(str(value)).normalize()
        places = max(0, -int(value.as_tuple().exponent))
    if isinstance(value, int) and places is None and -1000 < value < 1000:
        return str(value)  # nothing to group: most figures of a list, and formatting is dear
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def rupiah(value: object) -> str:
    """Whole rupiah: Rp1.250.000, and −Rp500 below zero."""
    if value is None or value == "":
        return DASH
    amount = int(str(value))
    return f"{'−' if amount < 0 else ''}Rp{angka(abs(amount))}"


def share(part: float, total: float) -> str:
    """A share as a whole per cent that never claims all or nothing unless it is: 99 % of 1.999/2.000."""
    if not total:
        return DASH
    exact = 100 * part / total
    if part > 0 and exact < 1:
        return "<1 %"
    whole = round(exact)
    if part < total and whole >= 100:
        whole = 99
    return f"{angka(whole)} %"


@register.filter
def persen(part: float | None, total: float | None) -> str:
    """`{{ filled|persen:total }}` → 62 %."""
    if part is None or total is None:
        return DASH
    return share(part, total)


@register.filter
def tanggal(value: date | datetime | None, style: str = "") -> str:
    """3 Februari 2024, or with "singkat" 3 Feb 2024. A moment is its date in the current zone."""
    if value is None or value == "":
        return DASH
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j M Y" if style == "singkat" else "j F Y")


@register.filter
def waktu(value: datetime | None, region_code: str | None = None) -> str:
    """3 Februari 2024 pukul 14.05 WITA, in the zone of the region given, else the reader's own."""
    if value is None or value == "":
        return DASH
    there, name = _localise(value, region_code)
    return gettext("%(date)s pukul %(time)s %(zone)s") % {
        "date": date_format(there, "j F Y"),
        "time": clock(there),
        "zone": name,
    }


@register.filter
def waktu_singkat(value: datetime | None, region_code: str | None = None) -> str:
    """For tables: 3 Feb 2024, 14.05 WITA."""
    if value is None or value == "":
        return DASH
    there, name = _localise(value, region_code)
    return f"{date_format(there, 'j M Y')}, {clock(there)} {name}"


def clock(there: datetime) -> str:
    """14.05 in Indonesian, 14:05 in English."""
    return there.strftime("%H:%M" if (get_language() or "id").startswith("en") else "%H.%M")


@register.filter
def lama(seconds: float | None) -> str:
    """How long something takes or took, in the largest unit that says enough: 40 detik, 3 menit, 2 jam."""
    if seconds is None:
        return DASH
    whole = max(1, round(seconds))
    if whole < 90:
        return ngettext("%(n)s detik", "%(n)s detik", whole) % {"n": angka(whole)}
    minutes = round(whole / 60)
    if minutes < 90:
        return ngettext("%(n)s menit", "%(n)s menit", minutes) % {"n": angka(minutes)}
    hours = round(minutes / 60)
    return ngettext("%(n)s jam", "%(n)s jam", hours) % {"n": angka(hours)}


def _localise(value: datetime, region_code: str | None) -> tuple[datetime, str]:
    if timezone.is_naive(value):
        return value, ""
    there = local(value, region_code) if region_code else timezone.localtime(value)
    return there, there.tzname() or ""
