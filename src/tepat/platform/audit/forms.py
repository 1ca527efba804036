"""The filter of the trail's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import presenters


class TrailFilter(forms.Form):
    """Kind, person and days; everything may stay empty."""

    jenis = forms.ChoiceField(label=_("Jenis"), required=False)
    siapa = forms.ChoiceField(label=_("Siapa"), required=False)
    dari = forms.DateField(
        label=_("Dari tanggal"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sampai = forms.DateField(
        label=_("Sampai tanggal"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["jenis"].choices = [("", _("Semua")), *presenters.kinds()]  # type: ignore[attr-defined]
        self.fields["siapa"].choices = [("", _("Semua")), *people]  # type: ignore[attr-defined]
        for name in ("dari", "sampai"):
            self.fields[name].input_formats = ["%Y-%m-%d"]  # type: ignore[attr-defined]
