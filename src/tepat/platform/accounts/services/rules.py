"""What every change of accounts keeps to: who may make it, which roles fit where, and where it is told."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.accounts.roles import ROLES
from tepat.platform.accounts.scopes import regions_of
from tepat.platform.regions.codes import is_code, level_of
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
