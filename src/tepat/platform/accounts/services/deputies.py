"""Deputies: somebody's role in a region given to another, from a day until a day; it ends by itself."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import RoleAssignment, User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.regions.clock import today_in


@transaction.atomic
def deputise(
    *, by: User | None, assignment: RoleAssignment, deputy: User, since: date, until: date
) -> RoleAssignment:
    """Give a role that somebody holds to a deputy from a day until a day, both included.

    By the holder or by whoever manages users there. Raises AccountRefused, whose message is shown to the user.
    """
    region, today = assignment.region_code, today_in(assignment.region_code)
    _may_decide(by, assignment)
    if assignment.acting_for_id or (assignment.valid_to and assignment.valid_to <= today):
        raise AccountRefused(
            _("Hanya peran sendiri yang masih dipegang dapat diwakilkan. Pilih peran yang lain.")
        )
    if deputy.id == assignment.user_id or deputy.is_system or not deputy.is_active:
        raise AccountRefused(_("Wakil harus orang lain dengan akun yang aktif. Periksa nama penggunanya."))
    if not since <= until or until < today or until - since > timedelta(days=settings.TEPAT_DEPUTY_DAYS):
        raise AccountRefused(
            _("Masa wakil paling lama %(days)s hari dan belum lewat. Periksa kedua tanggalnya.")
            % {"days": settings.TEPAT_DEPUTY_DAYS}
        )
    overlapping = RoleAssignment.objects.filter(
        user=deputy,
        acting_for=assignment.user,
        role_code=assignment.role_code,
        region_code=region,
        valid_from__lte=until,
        valid_to__gt=since,
    )
    if overlapping.exists():
        raise AccountRefused(
            _("Orang ini sudah menjadi wakil untuk peran itu pada masa itu. Akhiri dahulu yang lama.")
        )
    line = RoleAssignment.objects.create(
        user=deputy,
        role_code=assignment.role_code,
        region_code=region,
        valid_from=since,
        valid_to=until + timedelta(days=1),
        given_by=by,
        acting_for=assignment.user,
    )
    deputy.forget_assignments()
    _record(by, "deputy.given", line, since=since, until=until)
    return line


@transaction.atomic
def end_deputy(*, by: User | None, assignment: RoleAssignment) -> None:
    """End a deputy's role today: by whom it was taken from, the deputy, or whoever manages users there."""
    assert assignment.acting_for is not None
    if by is None or by.id != assignment.user_id:
        _may_decide(by, assignment)
    assignment.valid_to = max(today_in(assignment.region_code), assignment.valid_from)
    assignment.save(update_fields=["valid_to"])
    assignment.user.forget_assignments()
    _record(by, "deputy.ended", assignment)


def _may_decide(by: User | None, assignment: RoleAssignment) -> None:
    holder = assignment.acting_for_id or assignment.user_id
    if by is None or by.id == holder or by.may(Permission.USER_MANAGE, assignment.region_code):
        return
    raise AccountRefused(
        _(
            "Peran ini bukan milik Anda, dan Anda tidak mengurus pengguna di wilayahnya. Minta kepada pemiliknya."
        )
    )


def _record(by: User | None, action: str, line: RoleAssignment, **more: object) -> None:
    audit.record(
        by=by,
        action=action,
        region=line.region_code,
        subject=("user", line.user_id),
        detail={
            "username": line.user.username,
            "role": line.role_code,
            "for": str(line.acting_for),
            **more,
        },
    )
