"""An office's account tied to the account here."""

from typing import Any

from django.db import transaction

from tepat.platform.accounts.models import User

from .rules import record


@transaction.atomic
def link_office_account(*, by: User, login: Any, request: Any) -> None:
    """Keep that the provider's key of a person (allauth's SocialLogin) is this account from now on."""
    login.connect(request, by)
    record(by, "user.office_linked", by)
