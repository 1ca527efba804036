"""Passwords, and sessions begun, refused and ended."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from tepat.platform import audit, crypto
from tepat.platform.accounts.models import OpenSession, User
from tepat.platform.accounts.passwords import generated
from tepat.platform.accounts.refusals import AccountRefused

from .rules import home_of, must_manage_person, record, take_password


@transaction.atomic
def set_password(*, by: User | None, user: User, password: str | None = None) -> str:
    """Set a password, one's own or another's; without one it is made. Ends the person's sessions.

    Returns the password, to be shown once. Raises AccountRefused for one that is too easy.
    """
    if by is None or by.id != user.id:
        must_manage_person(by, user)
    chosen = password or generated()
    take_password(user, chosen)
    user.session_generation += 1
    user.save(update_fields=["password", "session_generation"])
    record(by, "user.password_set", user)
    return chosen


@transaction.atomic
def end_sessions(*, by: User | None, user: User) -> None:
    """End every session of a person, wherever it is open; a view renews the one it came from."""
    if by is None or by.id != user.id:
        must_manage_person(by, user)
    user.session_generation += 1
    user.save(update_fields=["session_generation"])
    record(by, "user.sessions_ended", user)


@transaction.atomic
def record_login(*, by: User) -> None:
    """Note that a person came in."""
    audit.record(by=by, action="session.begun", region=home_of(by), subject=("user", by.id))


@transaction.atomic
def record_logout(*, by: User, reason: str = "asked") -> None:
    """Note that a session ended: `asked`, `idle` or `hours`."""
    audit.record(
        by=by,
        action="session.ended",
        region=home_of(by),
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
        region=home_of(known) if known else "",
        subject=("user", known.id) if known else None,
        detail={"typed": crypto.hmac_of("accounts.login", typed.encode()).hex()[:16]},
    )


@transaction.atomic
def end_session(*, by: User, session: OpenSession) -> None:
    """End one's own session on one other device at once."""
    if session.user_id != by.id:
        raise AccountRefused(_("Sesi ini bukan milik Anda. Buka halaman akun Anda."))
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    record(by, "user.session_ended", by)
