"""Whom a one-time link was made for."""

from tepat.platform.accounts.models import Invitation, User
from tepat.platform.accounts.services.invitations import hash_of


def invited_by(secret: str) -> User | None:
    """The person of a link that still works."""
    invitation = Invitation.objects.select_related("user").filter(secret_hash=hash_of(secret)).first()
    if invitation is None or not invitation.is_open or not invitation.user.is_active:
        return None
    return invitation.user
