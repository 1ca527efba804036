"""Whom the installation asks for a second factor (TEPAT_REQUIRE_TOTP), and who has one."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from tepat.platform.accounts.models import User

ALL = "all"
# What is asked for at the login; recovery codes stand in for these and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def required_of(user: User) -> bool:
    """Whether a role the person holds today asks for it."""
    asked = settings.TEPAT_REQUIRE_TOTP
    return ALL in asked or any(line.role_code in asked for line in user.assignments)


def has_factor(user: User) -> bool:
    """Whether the login asks this person for more than the password."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def factors_of(user: User) -> dict[str, list[Authenticator]]:
    """What the person has, by kind."""
    found: dict[str, list[Authenticator]] = {}
    for one in Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("id"):
        found.setdefault(one.type, []).append(one)
    return found
