"""Taking a second factor up and off. allauth's views, each with its event in the same transaction."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
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


class AddPasskey(AddWebAuthnView):
    """A passkey of this device or of a stick."""

    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The key is kept with its event."""
        answer: HttpResponse = super().form_valid(form)
        services.record_factor(by=self.request.user, change="added")
        return answer


class RemovePasskey(RemoveWebAuthnView):
    """Taking a passkey off, unless it is the only factor of somebody who must have one."""

    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The key goes with its event."""
        if not get_adapter().can_delete_authenticator(self.object):
            form.add_error(None, get_adapter().error_messages["cannot_delete_authenticator"])
            refused: HttpResponse = self.form_invalid(form)
            return refused
        answer: HttpResponse = super().form_valid(form)
        services.record_factor(by=self.request.user, change="removed")
        return answer
