"""Writes to accounts: who may come in, what they may do and where, and that they came and went.

`by` must hold user.manage in every region concerned; `by=None` is the system, which may everything.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tepat.platform import audit, crypto
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.codes import is_code, level_of
from tepat.platform.regions.models import Region

from .models import JobTitle, RoleAssignment, User
from .passwords import generated
from .permissions import Permission
from .refusals import AccountRefused
from .roles import ROLES
from .scopes import regions_of


@dataclass(frozen=True)
class Added:
    """A new account with its password, which is shown once and kept nowhere."""

    user: User
    password: str


@transaction.atomic
def add_user(
    *,
    by: User | None,
    username: str,
    full_name: str,
    role: str,
    region: str,
    password: str | None = None,
    job_title: str = "",
    email: str = "",
) -> Added:
    """Open an account with its first role; without a password one is made.

    Raises AccountRefused, whose message is shown to the user.
    """
    _check_role(role, region)
    _must_manage(by, region)
    username = username.strip().lower()
    if User.objects.filter(username=username).exists():
        raise AccountRefused(_("Nama pengguna %(name)s sudah ada. Pilih yang lain.") % {"name": username})
    user = User(username=username, full_name=full_name.strip(), email=email.strip())
    if job_title:
        user.job_title = JobTitle.objects.filter(code=job_title).first()
        if user.job_title is None:
            raise AccountRefused(_("Jabatan %(code)s tidak dikenal.") % {"code": job_title})
    chosen = password or generated()
    _take_password(user, chosen)
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as trouble:
        raise AccountRefused(" ".join(trouble.messages)) from None
    user.save(force_insert=True)
    audit.record(
        by=by,
        action="user.added",
        region=region,
        subject=("user", user.id),
        detail={"username": username, "job_title": job_title},
    )
    assign_role(by=by, user=user, role=role, region=region)
    return Added(user, chosen)


@transaction.atomic
def assign_role(
    *, by: User | None, user: User, role: str, region: str, since: date | None = None
) -> RoleAssignment:
    """Give a person a role in a region from a day on (today there unless given); known ones stay as they are.

    Raises AccountRefused when the role is unknown, or is not held at that level of region.
    """
    _check_role(role, region)
    _must_manage(by, region)
    if user.is_system:
        raise AccountRefused(_("Akun sistem tidak memegang peran."))
    line, made = RoleAssignment.objects.get_or_create(
        user=user,
        role_code=role,
        region_code=region,
        valid_to=None,
        defaults={"valid_from": since or today_in(region)},
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
    """End a role; from that day (today there unless given) it no longer holds."""
    _must_manage(by, assignment.region_code)
    assignment.valid_to = max(on or today_in(assignment.region_code), assignment.valid_from)
    assignment.save(update_fields=["valid_to"])
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


@transaction.atomic
def set_password(*, by: User | None, user: User, password: str | None = None) -> str:
    """Set a password, one's own or another's; without one it is made. Ends the person's sessions.

    Returns the password, to be shown once. Raises AccountRefused for one that is too easy.
    """
    if by is None or by.id != user.id:
        _must_manage_person(by, user)
    chosen = password or generated()
    _take_password(user, chosen)
    user.save(update_fields=["password"])
    _record(by, "user.password_set", user)
    return chosen


@transaction.atomic
def deactivate(*, by: User | None, user: User) -> None:
    """Close an account: it can no longer log in and its sessions end at once. What the person did stays."""
    _must_manage_person(by, user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record(by, "user.deactivated", user)


@transaction.atomic
def reactivate(*, by: User | None, user: User) -> None:
    """Open a closed account again, with the roles that were not ended."""
    _must_manage_person(by, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record(by, "user.reactivated", user)


@transaction.atomic
def end_sessions(*, by: User | None, user: User) -> None:
    """End every session of a person, wherever it is open; a view renews the one it came from."""
    if by is None or by.id != user.id:
        _must_manage_person(by, user)
    user.session_generation += 1
    user.save(update_fields=["session_generation"])
    _record(by, "user.sessions_ended", user)


@transaction.atomic
def choose_language(*, by: User, language: str) -> None:
    """Keep the language a person wants to read."""
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
        _record(by, "user.language_chosen", by, language=language)


@transaction.atomic
def record_login(*, by: User) -> None:
    """Note that a person came in."""
    audit.record(by=by, action="session.begun", region=_home(by), subject=("user", by.id))


@transaction.atomic
def record_logout(*, by: User, reason: str = "asked") -> None:
    """Note that a session ended: `asked`, `idle` or `hours`."""
    audit.record(
        by=by,
        action="session.ended",
        region=_home(by),
        subject=("user", by.id),
        detail={"reason": reason},
    )


@transaction.atomic
def record_refused_login(*, by: None, username: str) -> None:
    """Note a login that failed. What was typed may be a password in the wrong field: its hash is kept."""
    typed = username.strip().lower()
    known = User.objects.filter(username=typed).first()
    audit.record(
        by=by,
        action="session.refused",
        region=_home(known) if known else "",
        subject=("user", known.id) if known else None,
        detail={"typed": crypto.hmac_of("accounts.login", typed.encode()).hex()[:16]},
    )


def _record(by: User | None, action: str, user: User, **detail: str) -> None:
    audit.record(
        by=by,
        action=action,
        region=_home(user),
        subject=("user", user.id),
        detail={"username": user.username, **detail},
    )


def _home(user: User) -> str:
    """The region whose trail tells of the person: the first held."""
    return next(iter(regions_of(user)), "")


def _check_role(role: str, region: str) -> None:
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


def _take_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as trouble:
        raise AccountRefused(" ".join(trouble.messages)) from None
    user.set_password(password)


def _must_manage(by: User | None, region: str) -> None:
    if by is not None and not by.may(Permission.USER_MANAGE, region):
        raise AccountRefused(
            _("Anda tidak mengurus pengguna di wilayah %(code)s. Minta kepada administratornya.")
            % {"code": region or _("nasional")}
        )


def _must_manage_person(by: User | None, user: User) -> None:
    """Every region the person ever held a role in must be the manager's; the system is nobody's."""
    if user.is_system:
        raise AccountRefused(_("Akun sistem tidak dapat diubah."))
    held = set(user.role_assignments.values_list("region_code", flat=True)) or {""}
    for region in sorted(held):
        _must_manage(by, region)
