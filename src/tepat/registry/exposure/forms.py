"""What a reader asks of an exposure: days, accounts, and why the file is made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tepat.platform import days
from tepat.platform.accounts.models import User
from tepat.platform.accounts.scopes import Scope

from .queries import accounts_named
from .reporting import ExposureRefused, refuse_days


class _Day(forms.DateField):
    def __init__(self, label: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, input_formats=["%Y-%m-%d"], widget=widget, validators=days.IN_REASON)


class ExposureForm(forms.Form):
    """Days, both included, and the user names of accounts; none is everybody."""

    dari = _Day(_("Dari tanggal"))
    sampai = _Day(_("Sampai tanggal"))
    akun = forms.CharField(
        label=_("Akun"),
        required=False,
        max_length=500,
        help_text=_("Nama pengguna, beberapa dipisah koma. Kosong berarti semua akun."),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scope = scope
        self.users: list[User] = []

    def clean_akun(self) -> str:
        """Every name must be an account of the reader's regions."""
        names = [name for word in self.cleaned_data["akun"].split(",") if (name := word.strip())]
        self.users, unknown = accounts_named(self._scope, names)
        if unknown:
            raise forms.ValidationError(
                _("Tidak ada akun %(names)s di wilayah Anda. Periksa nama penggunanya di Pengguna."),
                params={"names": ", ".join(unknown)},
            )
        return ", ".join(names)

    def clean(self) -> dict[str, Any]:
        """The days in order, and not more of them than a year."""
        told = super().clean() or {}
        first, last = told.get("dari"), told.get("sampai")
        if first and last:
            try:
                refuse_days(first, last)
            except ExposureRefused as refusal:
                self.add_error("sampai", str(refusal))
        return told


class ReasonForm(forms.Form):
    """Why the file is made; it stands in the file and in the trail."""

    alasan = forms.CharField(
        label=_("Keperluan"),
        max_length=300,
        help_text=_("Misalnya nomor laporan kejadian. Tercantum di berkas dan di jejak."),
    )
