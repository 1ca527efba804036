"""What a person chooses to make a target list by rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tepat.platform import days
from tepat.registry.fields import SCALES

from .rules import Rule, exclusions


class RuleForm(forms.Form):
    """A rule's parts; the list is chosen before, since its scales and areas depend on it."""

    scale = forms.ChoiceField(
        label=_("Skala desil"),
        help_text=_("Peringkat menurut daftar mana. Tepat tidak menghitung desil sendiri."),
    )
    highest_desil = forms.TypedChoiceField(
        label=_("Sampai desil"), choices=[(n, str(n)) for n in range(1, 11)], coerce=int, initial=1
    )
    as_of = forms.DateField(
        label=_("Menurut keadaan tanggal"),
        validators=days.IN_REASON,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Pembacaan desil sesudah tanggal ini tidak dipakai."),
    )
    areas = forms.MultipleChoiceField(
        label=_("Hanya kecamatan"), required=False, widget=forms.CheckboxSelectMultiple
    )
    exclusions = forms.MultipleChoiceField(
        label=_("Kecualikan"), required=False, widget=forms.CheckboxSelectMultiple
    )
    legal_basis = forms.CharField(
        label=_("Dasar hukum"), max_length=300, help_text=_("Misalnya Inpres 8/2025 dan keputusan bupati.")
    )

    def __init__(self, *args: Any, scales: list[str], areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "scale": [(scale, str(SCALES.get(scale, scale))) for scale in scales],
            "areas": areas,
            "exclusions": [(one.id, str(one.label)) for one in exclusions().values()],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def rule(self) -> Rule:
        """What was chosen, once valid."""
        chosen = self.cleaned_data
        return Rule(
            scale=chosen["scale"],
            highest_desil=chosen["highest_desil"],
            as_of=chosen["as_of"],
            areas=tuple(chosen["areas"]),
            exclusions=tuple(chosen["exclusions"]),
            legal_basis=" ".join(chosen["legal_basis"].split()),
        )
