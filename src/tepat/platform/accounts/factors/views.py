"""Taking a second factor up and off. allauth's views, each with its event in the same transaction."""

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse

from tepat.platform.accounts import services


class Activate(ActivateTOTPView):
    """A picture to be read by the phone, and the first code from it."""

    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The device is kept with its event."""
        answer: HttpResponse = super().form_valid(form)
        services.record_factor(by=self.request.user, change="added")
        return answer


class Deactivate(DeactivateTOTPView):
    """Taking the device off."""

    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The device goes with its event."""
        answer: HttpResponse = super().form_valid(form)
        services.record_factor(by=self.request.user, change="removed")
        return answer


class NewCodes(GenerateRecoveryCodesView):
    """New recovery codes; those before no longer hold."""

    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The codes are made with their event."""
        answer: HttpResponse = super().form_valid(form)
        services.record_factor(by=self.request.user, change="codes_made")
        return answer
