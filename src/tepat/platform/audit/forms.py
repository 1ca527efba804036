"""The filter of the trail's page."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tepat.platform import days

from . import presenters


class TrailFilter(forms.Form):
    """Kind, person and days; everything may stay empty."""

    jenis = forms.ChoiceField(label=_("Jenis"), required=False)
    siapa = forms.ChoiceField(label=_("Siapa"), required=False)
    dari = forms.DateField(
        label=_("Dari tanggal"),
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=days.IN_REASON,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sampai = forms.DateField(
        label=_("Sampai tanggal"),
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=days.IN_REASON,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["jenis"]).choices = [("", _("Semua")), *presenters.kinds()]
        cast(forms.ChoiceField, self.fields["siapa"]).choices = [("", _("Semua")), *people]
