"""Every write of completeness beside the counts that small acts take along: later counting, and the purposes."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.intake.models import PurposeFields, RegionCompleteness
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Run
from tepat.platform.regions.codes import common_ancestor
from tepat.platform.regions.scope import within
from tepat.registry.services.touching import mark

from .counting import count_regions
from .fields import fields
from .purposes import PURPOSES, rules_for, today_at

COUNT_JOB = "intake.count_completeness"
PURPOSE_SET = "purpose"


class PurposeRefused(Exception):
    """The fields of a purpose cannot be set so; the message is shown to the user."""

    for_people = True


@transaction.atomic
def count_touched_regions(*, by: User, run: Run, codes: Collection[str]) -> int:
    """Count regions in which something changed; returns how often anything is different for a list in one.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    region = common_ancestor(codes)
    audit.record(
        by=by,
        action="completeness.counted",
        region=region,
        subject=("region", region),
        detail={"regions": len(codes)},
    )
    return count_regions(codes)


@transaction.atomic
def note_report(*, by: User, region: str, name: str, kind: str, count: int) -> None:
    """Record that the completeness of a list, without names, left as a file."""
    audit.record(
        by=by,
        action="completeness.exported",
        region=region,
        subject=("region", region),
        detail={"list": name, "kind": kind, "count": count},
    )


@transaction.atomic
def set_purpose_fields(
    *, by: User, region_code: str, purpose: str, names: Collection[str], valid_from: date, reason: str
) -> PurposeFields:
    """Say which fields a purpose asks for in a region from a day on; none gives it back to what holds above.

    The line before stays, and ends on that day. Raises PurposeRefused.
    """
    reason = " ".join(reason.split())[:300]
    known = [item.field for item in fields()]
    if purpose not in PURPOSES or not set(names) <= set(known):
        raise PurposeRefused(
            _(
                "Isian belum disimpan. Keperluan atau kolomnya tidak dikenal. Muat ulang halaman, lalu pilih lagi."
            )
        )
    if not reason:
        raise PurposeRefused(_("Alasan belum diisi. Tulis aturan atau keputusan yang menjadi dasarnya."))
    today = today_at(region_code)
    if valid_from < today:
        raise PurposeRefused(
            _(
                "Tanggal berlaku sudah lewat, dan angka yang sudah dilaporkan tetap. Pilih hari ini atau sesudahnya."
            )
        )
    before = rules_for([region_code]).at(region_code, purpose, valid_from)
    line = PurposeFields.objects.create(
        region_code=region_code, purpose=purpose, fields=[name for name in known if name in names],
        valid_from=valid_from, reason=reason, set_by=by,
    )  # fmt: skip
    counted = RegionCompleteness.objects.filter(within([region_code]))
    codes = set(counted.order_by().values_list("region_code", flat=True).distinct())
    mark(by=by, kind=PURPOSE_SET, codes=codes)
    audit.record(
        by=by,
        action="purpose.fields_set",
        region=region_code,
        subject=("purpose", purpose),
        detail={
            "purpose": purpose, "fields": line.fields, "before": list(before),
            "valid_from": valid_from.isoformat(), "reason": reason,
        },
    )  # fmt: skip
    return line
