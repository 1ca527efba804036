"""One-time links: made, revoked, and used by whom they were made for."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.platform import audit, crypto
from tepat.platform.accounts import mailing
from tepat.platform.accounts.models import Invitation, User
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.jobs import Job
from tepat.platform.jobs.services import enqueue

from .rules import home_of, must_manage_person, record, take_password


@dataclass(frozen=True)
class Invited:
    """An invitation with the secret of its link, which is shown once and kept nowhere."""

    invitation: Invitation
    secret: str


def hash_of(secret: str) -> str:
    """What is kept of a link's secret."""
    return crypto.hmac_of("accounts.invitation", secret.encode()).hex()


@transaction.atomic
def invite(*, by: User | None, user: User) -> Invited:
    """Make a one-time link with which the person sets a password; an earlier one no longer works.

    Raises AccountRefused, whose message is shown to the user.
    """
    must_manage_person(by, user)
    if not user.is_active:
        raise AccountRefused(_("Akun ini ditutup. Buka kembali akunnya, lalu buat tautannya."))
    user.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        user=user,
        by=by,
        secret_hash=hash_of(secret),
        expires_at=timezone.now() + timedelta(days=settings.TEPAT_INVITATION_DAYS),
    )
    record(by, "invitation.made", user)
    return Invited(made, secret)


@transaction.atomic
def mail_invitation(*, by: User | None, invited: Invited, link: str) -> Job | None:
    """Have the link sent to the person's address, where the office has a mail server and he has one; else None."""
    user = invited.invitation.user
    must_manage_person(by, user)
    if not settings.EMAIL_HOST or not user.email:
        return None
    mailing.keep_link(invited.invitation, link)
    record(by, "invitation.mailed", user)
    return enqueue(
        mailing.JOB,
        by=by,
        region=home_of(user),
        title=mailing.TITLE,
        arguments={"invitation_id": str(invited.invitation.id)},
    )


@transaction.atomic
def revoke_invitation(*, by: User | None, invitation: Invitation) -> None:
    """Take a link back; used ones stay as they are. Raises AccountRefused."""
    must_manage_person(by, invitation.user)
    if not invitation.is_open:
        raise AccountRefused(_("Tautan ini sudah tidak berlaku. Tidak ada yang perlu dicabut."))
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(by, "invitation.revoked", invitation.user)


@transaction.atomic
def accept_invitation(*, by: None, secret: str, full_name: str, password: str) -> User:
    """Use a link: the person confirms the name and sets a password; sessions opened before end.

    Raises AccountRefused when the link does not work any more or the password is too easy.
    """
    found = Invitation.objects.select_for_update(of=("self",)).select_related("user")
    invitation = found.filter(secret_hash=hash_of(secret)).first()
    if invitation is None or not invitation.is_open or not invitation.user.is_active:
        raise AccountRefused(
            _("Tautan ini tidak berlaku: sudah dipakai, dicabut, atau lewat waktunya. Minta yang baru.")
        )
    user = invitation.user
    user.full_name = full_name.strip() or user.full_name
    take_password(user, password)
    user.session_generation += 1
    user.save(update_fields=["full_name", "password", "session_generation"])
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    audit.record(by=user, action="invitation.accepted", region=home_of(user), subject=("user", user.id))
    return user
