"""One field put right by a person who knows better, with the reason: no list changes it again."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.models import Region
from tepat.registry.fields import DWELLING, FAMILY, PERSON, choices
from tepat.registry.models import ChangeSet, Dwelling, Family, Person

from .setting import Setting, being_reversed, set_values
from .touching import settled

# What a ministry or the civil registry says by itself is history with its source, not for an officer to put right.
_NOT_OURS = frozenset(
    {
        *("desil", "percentile", "updated_year", "verval_priority", "stunting_risk"),
        *("civil_match", "presence", "presence_day"),
    }
)
OF_FAMILY = tuple(field for field in (*FAMILY, *DWELLING) if field not in _NOT_OURS)
OF_PERSON = tuple(field for field in PERSON if field not in _NOT_OURS)


class CorrectionRefused(Exception):
    """The correction cannot stand; the message is shown to the user."""

    for_people = True


@transaction.atomic
def correct_field(
    *, by: User, family: Family, field: str, value: str, reason: str, person: Person | None = None
) -> ChangeSet:
    """Set one field of a family, its dwelling or a member, and return the change set. The reason is kept.

    Raises CorrectionRefused for a field or value that cannot be, and without a reason.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise CorrectionRefused(_("Alasan belum diisi. Tulis dari mana Anda tahu, agar yang lain mengerti."))
    if being_reversed(family.region_code):
        raise CorrectionRefused(
            _("Sebuah batch sedang ditarik kembali. Tunggu sampai selesai, lalu simpan perbaikan ini lagi.")
        )
    subject = "person" if person else "dwelling" if field in DWELLING else "family"
    if field not in (OF_PERSON if person else OF_FAMILY):
        raise CorrectionRefused(
            _("Isian ini tidak dapat diperbaiki di sini. Pilih salah satu isian yang ditawarkan.")
        )
    change_set = ChangeSet.whole(
        kind="correction", region_code=family.region_code, by=by, count=1, reason=reason
    )
    change_set.save(force_insert=True)
    setting = Setting(
        field, _sound(subject, field, value.strip(), family), None,
        None if person else family.id, person.id if person else None,
    )  # fmt: skip
    set_values(change_set, [setting])
    audit.record(
        by=by,
        action="field.corrected",
        region=family.region_code,
        subject=("family", family.id),
        detail={"of": subject, "field": field},
    )
    settled(change_set)
    return change_set


def _sound(subject: str, field: str, value: str, family: Family) -> Any:
    """The value as the registry holds it."""
    if not value:
        raise CorrectionRefused(_("Nilai yang benar belum diisi. Tulis nilainya, lalu simpan lagi."))
    model: Any = {"person": Person, "family": Family, "dwelling": Dwelling}[subject]
    if codes := dict(choices(subject, field)):
        if value not in codes:
            raise CorrectionRefused(
                _("Nilai itu tidak ada pada daftarnya. Pilih salah satu yang ditawarkan.")
            )
        return value
    if field == "birth_date":
        return _day(value, family)
    if field == "region_code":
        # Within the regency: to another one a family is handed over, which is more than a correction.
        places = Region.objects.filter(code=value, level="village", valid_to=None)
        if value[:5] != family.region_code[:5] or not places.exists():
            raise CorrectionRefused(
                _("Desa/kelurahan itu tidak ada di kabupaten/kota ini. Pilih salah satu desanya.")
            )
        return value
    if field == "floor_area":
        if not (value.isascii() and value.isdecimal() and 0 < int(value) <= 9_999):
            raise CorrectionRefused(
                _("Luas lantai harus bilangan bulat 1 sampai 9.999 m². Tulis angkanya saja.")
            )
        return int(value)
    return value[: model._meta.get_field(field).max_length]


def _day(value: str, family: Family) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or not date(1900, 1, 1) <= day <= today_in(family.region_code):
        raise CorrectionRefused(
            _("Tanggal lahir itu tidak mungkin. Tulis tahun, bulan, dan hari, misalnya 1985-03-14.")
        )
    return day.isoformat()
