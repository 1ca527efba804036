"""Whom an office's account opens: somebody who has an account here already, and nobody else."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from tepat.platform.accounts import services
from tepat.platform.accounts.models import User


class OfficeAdapter(DefaultSocialAccountAdapter):
    """The first time by an e-mail that the office vouches for, afterwards by the office's own key of the person."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: accounts are opened by administrators."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie the office's account to the one account here with that e-mail, if there is one and only one."""
        if sociallogin.is_existing:
            return
        vouched = {
            address.email.lower() for address in sociallogin.email_addresses if address.verified is True
        }
        known = list(User.objects.filter(email__in=vouched - {""}, is_active=True)[:2])
        if len(known) == 1:
            services.link_office_account(by=known[0], login=sociallogin, request=request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: what happened stands on the trail."""
