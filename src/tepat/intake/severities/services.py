"""Setting what a check weighs in a region."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.engine import checks
from tepat.intake.models import CheckSeverity
from tepat.platform import audit
from tepat.platform.accounts.models import User

from .queries import own_lines


class SeverityRefused(Exception):
    """The severity cannot be set; the message is shown to the user."""

    for_people = True


@transaction.atomic
def set_severities(*, by: User, region_code: str, chosen: Mapping[str, str]) -> int:
    """Give checks another severity in a region from now on; "" takes the region's own word back.

    Batches read before keep what was found in them. What is already so is left alone. Returns how many changed.
    Raises SeverityRefused.
    """
    wrong = [
        check_id
        for check_id, severity in chosen.items()
        if check_id not in checks.catalogue() or severity not in ("", *checks.SEVERITIES)
    ]
    if wrong:
        raise SeverityRefused(
            _(
                "Berat pemeriksaan belum disimpan. %(check)s atau beratnya tidak dikenal. "
                "Muat ulang halaman, lalu pilih lagi."
            )
            % {"check": ", ".join(wrong)}
        )
    now = timezone.now()
    own = {check_id: line.severity for check_id, line in own_lines(region_code).items()}
    changed = {id_: severity for id_, severity in chosen.items() if own.get(id_, "") != severity}
    lines = CheckSeverity.objects.filter(region_code=region_code, valid_to=None)
    lines.filter(check_id__in=changed).update(valid_to=now)
    CheckSeverity.objects.bulk_create(
        CheckSeverity(
            region_code=region_code, check_id=check_id, severity=severity, valid_from=now, set_by=by
        )
        for check_id, severity in changed.items()
        if severity
    )
    for check_id, severity in changed.items():
        audit.record(
            by=by,
            action="check.severity_set",
            region=region_code,
            subject=("check", check_id),
            detail={"check": check_id, "severity": severity, "before": own.get(check_id, "")},
        )
    return len(changed)
