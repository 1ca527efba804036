"""Roles given in a region, and ended; ended lines stay."""

from datetime import date

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import RoleAssignment, User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.regions.clock import today_in

from .rules import check_role, keep_an_administrator, must_manage


@transaction.atomic
def assign_role(
    *, by: User | None, user: User, role: str, region: str, since: date | None = None
) -> RoleAssignment:
    """Give a person a role in a region from a day on (today there unless given); known ones stay as they are.

    Raises AccountRefused when the role is unknown, or is not held at that level of region.
    """
    check_role(role, region)
    must_manage(by, region)
    if user.is_system:
        raise AccountRefused(_("Akun sistem tidak memegang peran."))
    line, made = RoleAssignment.objects.get_or_create(
        user=user,
        role_code=role,
        region_code=region,
        valid_to=None,
        defaults={"valid_from": since or today_in(region), "given_by": by},
    )
    user.forget_assignments()
    if made:
        audit.record(
            by=by,
            action="role.assigned",
            region=region,
            subject=("user", user.id),
            detail={"username": user.username, "role": role, "since": line.valid_from},
        )
    return line


@transaction.atomic
def end_role(*, by: User | None, assignment: RoleAssignment, on: date | None = None) -> RoleAssignment:
    """End a role; from that day (today there unless given) it no longer holds, nor does it for a deputy."""
    must_manage(by, assignment.region_code)
    if Permission.USER_MANAGE in assignment.role.permissions and assignment.valid_to is None:
        keep_an_administrator(by, assignment.user, [assignment.region_code])
    assignment.valid_to = max(on or today_in(assignment.region_code), assignment.valid_from)
    assignment.save(update_fields=["valid_to"])
    RoleAssignment.objects.filter(
        acting_for=assignment.user,
        role_code=assignment.role_code,
        region_code=assignment.region_code,
        valid_to__gt=assignment.valid_to,
    ).update(valid_to=Greatest("valid_from", Value(assignment.valid_to)))
    assignment.user.forget_assignments()
    audit.record(
        by=by,
        action="role.ended",
        region=assignment.region_code,
        subject=("user", assignment.user_id),
        detail={
            "username": assignment.user.username,
            "role": assignment.role_code,
            "on": assignment.valid_to,
        },
    )
    return assignment
