"""Second factors: taken up and taken off by their owner, taken away by an administrator when a device is lost."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from tepat.platform.accounts.models import User

from .rules import must_manage_person, record


@transaction.atomic
def record_factor(*, by: User, change: str) -> None:
    """Note what somebody did to his own second factor: `added`, `removed` or `codes_made`."""
    record(by, f"factor.{change}", by)


@transaction.atomic
def record_refused_code(*, by: None, user: User) -> None:
    """Note that a code after the right password was wrong."""
    record(by, "factor.refused", user)


@transaction.atomic
def reset_factors(*, by: User | None, user: User) -> int:
    """Take away a person's second factors and recovery codes, because the device is lost; ends all sessions.

    Returns how many there were. Raises AccountRefused.
    """
    must_manage_person(by, user)
    gone, _each = Authenticator.objects.filter(user=user).delete()
    user.session_generation += 1
    user.save(update_fields=["session_generation"])
    record(by, "factor.reset", user)
    return gone
