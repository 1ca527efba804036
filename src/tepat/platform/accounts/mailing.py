"""Invitations by mail: a link waits, sealed, for the job that sends it, and is gone once it is sent.

The job is registered here, with the services that ask for it, so that every process knows it.
"""

import smtplib
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.platform import crypto
from tepat.platform.jobs import JobRefused, Run, handler
from tepat.platform.regions.clock import local

from .models import Invitation

JOB = "accounts.mail_invitation"
TITLE = Sentence("Mengirim undangan lewat surel")
# The tries of a server that is away are over by then.
_KEPT_SECONDS = 24 * 3600


class MailServerAway(Exception):
    """The server did not take the mail; the message is written for people."""

    for_people = True


def keep_link(invitation: Invitation, link: str) -> None:
    """Put the link aside for the job; the invitation itself keeps only a hash of it."""
    place = _place(invitation)
    cache.set(place, _sealer().seal(place, link.encode()), _KEPT_SECONDS)


def send(invitation: Invitation) -> None:
    """Send the link that waits, once. Raises JobRefused and MailServerAway, which say what to do."""
    place = _place(invitation)
    kept = cache.get(place)
    if not invitation.is_open or kept is None:
        raise JobRefused(
            Sentence(
                "Undangan tidak dikirim: tautannya sudah dipakai, dicabut, atau tidak disimpan lagi. "
                "Bila masih perlu, buat tautan baru dari halaman orangnya."
            )
        )
    try:
        _message(invitation, _sealer().open(place, kept).decode()).send()
    except smtplib.SMTPRecipientsRefused:
        raise JobRefused(
            Sentence(
                "Server surel menolak alamat orang ini, jadi undangan tidak sampai. Betulkan alamatnya, "
                "atau buat tautan baru dari halaman orangnya dan serahkan sendiri."
            )
        ) from None
    except (smtplib.SMTPException, OSError) as trouble:
        raise MailServerAway(
            Sentence(
                "Server surel tidak menerima undangan ini ({kind}). Buat tautan baru dari halaman orangnya dan "
                "serahkan sendiri; minta operator memeriksa TEPAT_MAIL_URL.",
                {"kind": type(trouble).__name__},
            )
        ) from None
    cache.delete(place)


@handler(JOB, title=TITLE, max_attempts=5)
def mail_invitation(run: Run, *, invitation_id: str) -> dict[str, Any]:
    """Send it; nothing of the database is written, so a late attempt sends the same link at most once more."""
    send(Invitation.objects.select_related("user").get(id=UUID(invitation_id)))
    return {}


def _message(invitation: Invitation, link: str) -> EmailMessage:
    user = invitation.user
    with translation.override(user.language):
        until = date_format(local(invitation.expires_at, ""), "j F Y H:i")
        text = _(
            "Yth. %(name)s,\n\n"
            "Anda diundang memakai Tepat dengan nama pengguna %(username)s. "
            "Buka tautan ini untuk memasang kata sandi Anda:\n\n"
            "%(link)s\n\n"
            "Tautan ini berlaku sekali, sampai %(until)s. Jangan teruskan: siapa pun yang memegangnya dapat memasang "
            "kata sandi Anda.\n\n"
            "Bila tautan tidak berlaku, mintalah yang baru kepada administrator di kantor Anda. Bila Anda tidak "
            "mengenal Tepat, abaikan surel ini.\n"
        ) % {"name": user.full_name, "username": user.username, "link": link, "until": until}
        return EmailMessage(_("Undangan memakai Tepat"), text, to=[user.email])


def _place(invitation: Invitation) -> str:
    return f"accounts.invitation_link:{invitation.id.hex}"


def _sealer() -> crypto.Sealer:
    return crypto.sealer(crypto.data_key("accounts.invitation_link"))
