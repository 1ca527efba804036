"""How allauth's mfa behaves here: secrets sealed, in Indonesian, not to be taken off by whom it is required of."""

from base64 import b64decode, b64encode
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform import crypto
from tepat.platform.accounts import services
from tepat.platform.accounts.models import User

from .requirement import required_of

PURPOSE = "accounts.second_factor"


class FactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and the seeds of recovery codes are sealed like every secret of the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "Kode salah atau sudah terpakai. Tunggu kode berikutnya di ponsel, lalu ketik lagi."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "Peran Anda wajib memakai kode. Perangkat hilang? Minta administrator menghapusnya."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        """The name of the account as the phone lists it."""
        return user.username

    def encrypt(self, text: str) -> str:
        """Sealed under a key of its own."""
        return b64encode(_sealer().seal(PURPOSE, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _sealer().open(PURPOSE, b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the only factor of somebody who must have one."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        kept = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return kept or not required_of(authenticator.user)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a new passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Kunci sandi %(number)s") % {"number": number}


class CodeForm(AuthenticateForm):
    """The code after the password; a wrong one goes on the trail."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        services.record_refused_code(by=None, user=self.user)
        super()._emit_authentication_failed(authenticator)


def _sealer() -> Any:
    return crypto.sealer(crypto.data_key(PURPOSE))
