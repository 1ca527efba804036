"""What a person fills in to refer people, and to give the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tepat.intake.models import Referral

STATES = (
    ("blank", _("Tanpa NIK")),
    ("damaged", _("NIK rusak")),
    ("shared", _("NIK dipakai bersama")),
    ("unmatched", _("Tidak padan")),
)


class ReferralForm(forms.Form):
    """Who is referred, for what, and on what terms the file leaves the house."""

    kind = forms.ChoiceField(label=_("Untuk"), choices=Referral.Kind.choices)
    region = forms.ChoiceField(label=_("Wilayah"))
    target_list = forms.ChoiceField(label=_("Daftar"), required=False)
    states = forms.MultipleChoiceField(
        label=_("Keadaan nomornya"),
        choices=STATES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Untuk penerbitan nomor selalu orang tanpa NIK."),
        error_messages={"required": _("Belum ada yang dicentang. Centang sedikitnya satu keadaan.")},
    )
    recipient = forms.CharField(label=_("Penerima"), max_length=200)
    purpose = forms.CharField(label=_("Tujuan"), max_length=300)
    legal_basis = forms.CharField(
        label=_("Dasar hukum"),
        max_length=300,
        help_text=_("Perjanjian kerja sama atau hak akses, dengan nomornya."),
    )
    last_day = forms.DateField(
        label=_("Dipakai sampai"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, regions: list[tuple[str, str]], lists: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("region", regions), ("target_list", [("", _("Semua keluarga")), *lists])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["states"].required = self.data.get("kind") != Referral.Kind.ISSUE


class AnswerForm(forms.Form):
    """The civil registry's file."""

    answer = forms.FileField(
        label=_("Berkas jawaban"),
        allow_empty_file=True,
        help_text=_(
            "XLSX, XLS, ODS atau CSV dengan kolom ID Tepat dan Hasil; urutan kolom dan nama lembar bebas."
        ),
    )
