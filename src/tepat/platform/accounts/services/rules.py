"""What every change of accounts keeps to: who may make it, which roles fit where, and where it is told."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import RoleAssignment, User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.accounts.roles import ROLES
from tepat.platform.accounts.scopes import regions_of
from tepat.platform.regions.codes import ancestors, is_code, level_of
from tepat.platform.regions.models import Region


def record(by: User | None, action: str, user: User, **detail: str) -> None:
    audit.record(
        by=by,
        action=action,
        region=home_of(user),
        subject=("user", user.id),
        detail={"username": user.username, **detail},
    )


def home_of(user: User) -> str:
    """The region whose trail tells of the person: the first held."""
    return next(iter(regions_of(user)), "")


def check_role(role: str, region: str) -> None:
    wanted = ROLES.get(role)
    if wanted is None:
        raise AccountRefused(
            _("Peran %(role)s tidak dikenal. Yang ada: %(all)s.") % {"role": role, "all": ", ".join(ROLES)}
        )
    if not is_code(region) or not Region.objects.filter(code=region).exists():
        raise AccountRefused(
            _("Wilayah %(code)s tidak ada dalam rujukan. Tulis kode Kemendagri, misalnya 64.08.01.2001.")
            % {"code": region or "–"}
        )
    if level_of(region) not in wanted.levels:
        raise AccountRefused(
            _("Peran %(role)s tidak dipegang pada tingkat wilayah %(code)s. Pilih wilayah lain.")
            % {"role": wanted.title, "code": region}
        )


def take_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as trouble:
        raise AccountRefused(" ".join(trouble.messages)) from None
    user.set_password(password)


def must_manage(by: User | None, region: str) -> None:
    if by is not None and not by.may(Permission.USER_MANAGE, region):
        raise AccountRefused(
            _("Anda tidak mengurus pengguna di wilayah %(code)s. Minta kepada administratornya.")
            % {"code": region or _("nasional")}
        )


def must_manage_person(by: User | None, user: User) -> None:
    """Every region the person ever held a role in must be the manager's; the system is nobody's."""
    if user.is_system:
        raise AccountRefused(_("Akun sistem tidak dapat diubah."))
    held = set(user.role_assignments.values_list("region_code", flat=True)) or {""}
    for region in sorted(held):
        must_manage(by, region)


def keep_an_administrator(by: User | None, user: User, regions: Iterable[str]) -> None:
    """Refuse what would leave a region without anybody who manages its users; the system may.

    Whoever stays must hold it without an end and not as a deputy. The lines are locked, so that of two who would
    end each other only one does.
    """
    managing = [role.code for role in ROLES.values() if Permission.USER_MANAGE in role.permissions]
    lasting = RoleAssignment.objects.filter(
        role_code__in=managing, valid_to=None, acting_for=None, user__is_active=True
    )
    for region in sorted(regions) if by is not None else ():
        there = lasting.select_for_update(of=("self",)).filter(region_code__in=[*ancestors(region), region])
        holders = set(there.values_list("user_id", flat=True))
        if holders == {user.id}:
            raise AccountRefused(
                _("%(name)s administrator terakhir di wilayah %(code)s. Beri orang lain peran itu dahulu.")
                % {"name": user, "code": region}
            )


def managed_regions(user: User) -> list[str]:
    """The regions in which a person manages users without an end."""
    return [
        line.region_code
        for line in user.assignments
        if Permission.USER_MANAGE in line.role.permissions and line.valid_to is None
    ]
