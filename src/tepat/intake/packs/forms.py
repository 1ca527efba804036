"""What a person fills in to send a list out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tepat.intake.models import PackRound
from tepat.platform.regions.codes import is_code


class PackRoundForm(forms.Form):
    """Which list goes out, to whom, and what the covering letter says."""

    areas = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40_000)
    target_list = forms.ChoiceField(label=_("Daftar"))
    level = forms.ChoiceField(label=_("Satu paket untuk tiap"), choices=PackRound.Level.choices)
    letter_number = forms.CharField(label=_("Nomor surat pengantar"), max_length=100)
    letter_day = forms.DateField(
        label=_("Tanggal surat"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    due_day = forms.DateField(
        label=_("Dikembalikan paling lambat"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    office = forms.CharField(label=_("Dinas"), max_length=120, initial="Dinas Sosial")
    signer_title = forms.CharField(
        label=_("Jabatan penanda tangan"), max_length=120, initial="Kepala Dinas Sosial"
    )
    signer = forms.CharField(label=_("Nama penanda tangan"), max_length=120)

    def __init__(self, *args: Any, lists: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target_list"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = lists

    def clean_areas(self) -> list[str]:
        """The codes that the round goes to; what is none is left out."""
        return [code for code in self.cleaned_data["areas"].split(",") if is_code(code)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, due = cleaned.get("letter_day"), cleaned.get("due_day")
        if day and due and due < day:
            self.add_error("due_day", _("Batas pengembalian mendahului tanggal surat. Periksa keduanya."))
        return cleaned
