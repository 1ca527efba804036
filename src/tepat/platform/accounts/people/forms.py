"""What an administrator, a deputised officer and an invited person fill in."""

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tepat.platform import days
from tepat.platform.accounts.models import JobTitle
from tepat.platform.accounts.roles import ROLES


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        validators=days.IN_REASON,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RoleForm(forms.Form):
    """A role and where it is held."""

    role = forms.ChoiceField(label=_("Peran"))
    region = forms.CharField(
        label=_("Kode wilayah"),
        max_length=13,
        help_text=_("Kode Kemendagri: 64.08 kabupaten, 64.08.01 kecamatan, 64.08.01.2001 desa."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.code, role.title) for role in ROLES.values()]
        cast(forms.ChoiceField, self.fields["role"]).choices = choices


class PersonForm(RoleForm):
    """A new account with its first role; the person sets the password by the link."""

    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=60,
        help_text=_("Untuk masuk, misalnya desa.senyiur. Huruf kecil, angka, titik."),
        validators=[RegexValidator(r"^[a-zA-Z0-9][a-zA-Z0-9._-]+$", _("Huruf kecil, angka, titik, garis."))],
    )
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=120)
    job_title = forms.ChoiceField(label=_("Jabatan"), required=False)
    email = forms.EmailField(label=_("Surel"), required=False)
    field_order = ["username", "full_name", "job_title", "email", "role", "region"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = JobTitle.objects.filter(is_active=True).values_list("code", "title")
        cast(forms.ChoiceField, self.fields["job_title"]).choices = [("", "–"), *titles]


class DeputyForm(forms.Form):
    """Which role, to whom, from when until when."""

    assignment = forms.ChoiceField(label=_("Peran"))
    deputy = forms.CharField(
        label=_("Nama pengguna wakil"), max_length=60, help_text=_("Nama yang dipakainya untuk masuk.")
    )
    since = _day(_("Mulai"))
    until = _day(_("Sampai, termasuk hari itu"))

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["assignment"]).choices = lines


class AcceptForm(forms.Form):
    """The invited person's own name and password."""

    full_name = forms.CharField(label=_("Nama lengkap"), max_length=120)
    password = forms.CharField(
        label=_("Kata sandi baru"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Paling sedikit 8 huruf atau angka, bukan kata yang mudah ditebak."),
    )
    again = forms.CharField(
        label=_("Kata sandi baru, sekali lagi"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("Kedua kata sandi tidak sama. Ketik lagi keduanya."))
        return cleaned
