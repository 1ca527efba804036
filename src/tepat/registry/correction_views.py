"""Putting one field of a family right: first which, then its value and how it is known."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions import queries as regions
from tepat.platform.regions.models import Region
from tepat.platform.regions.scope import within

from . import queries, services
from .fields import DWELLING, FAMILY, PERSON, choices
from .models import Family, Person
from .services.correcting import OF_FAMILY, OF_PERSON


class WhichForm(forms.Form):
    """Which field: of the family, its dwelling, or a member."""

    isian = forms.ChoiceField(label=gettext_lazy("Isian yang salah"))

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[tuple[str, list[tuple[str, Any]]]] = [
            (_("Keluarga"), [(f".{name}", FAMILY[name]) for name in OF_FAMILY if name in FAMILY]),
            (_("Rumah"), [(f".{name}", DWELLING[name]) for name in OF_FAMILY if name in DWELLING]),
        ]
        for person in family.people.order_by("id"):
            own = [(f"{person.id}.{name}", PERSON[name]) for name in OF_PERSON]
            groups.append((person.name or _("(tanpa nama)"), own))
        field = self.fields["isian"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = groups


class ValueForm(forms.Form):
    """The right value, in the control that fits the field, and how it is known."""

    reason = forms.CharField(
        label=gettext_lazy("Dari mana Anda tahu"),
        max_length=300,
        help_text=gettext_lazy(
            "Misalnya: dilihat di rumahnya, KTP ditunjukkan. Jangan menulis nomor identitas."
        ),
    )
    field_order = ("value", "reason")

    def __init__(self, *args: Any, kind: str, field: str, family: Family, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = gettext_lazy("Nilai yang benar")
        offered = _villages(family) if field == "region_code" else choices(kind, field)
        if offered:
            self.fields["value"] = forms.ChoiceField(label=label, choices=[("", "–"), *offered])
        elif field == "birth_date":
            day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            self.fields["value"] = forms.DateField(label=label, widget=day)
        else:
            self.fields["value"] = forms.CharField(label=label, max_length=300)
        self.order_fields(self.field_order)


def _villages(family: Family) -> list[tuple[str, str]]:
    below = Region.objects.filter(within([family.region_code[:5]], "code"), level="village", valid_to=None)
    return list(below.order_by("name").values_list("code", "name"))


@require_http_methods(["GET", "POST"])
@requires(Permission.FAMILY_CORRECT)
def correct(request: ScopedRequest, family_id: UUID) -> HttpResponse:
    """One field of one family, with the reason; lists change it no more."""
    found = get_object_or_404(
        queries.families_for(request.user, Permission.FAMILY_CORRECT).select_related("dwelling"), id=family_id
    )
    audit.looked(
        by=request.user,
        page="family.correcting",
        region=found.region_code,
        shown={found.region_code: 1},
        people=found.member_count,
        subject=("family", found.id),
    )
    which = WhichForm({"isian": request.GET.get("isian")} if request.GET.get("isian") else None, family=found)
    context: dict[str, Any] = {
        "family": found,
        "which": which,
        "trail": [*regions.trail(found.region_code, reverse("registry:families") + "?wilayah=")],
    }
    if not which.is_valid():
        if request.method == "POST":
            raise Http404
        return render(request, "registry/correct.html", context)
    person_id, _dot, field = which.cleaned_data["isian"].partition(".")
    person = Person.objects.get(id=person_id) if person_id else None
    kind = "person" if person else "dwelling" if field in DWELLING else "family"
    form = ValueForm(request.POST or None, kind=kind, field=field, family=found)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_field(
                by=request.user, family=found, person=person, field=field,
                value=str(form.cleaned_data["value"]), reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except services.CorrectionRefused as trouble:
            refused = str(trouble)
        else:
            messages.success(request, _("Isian diperbaiki. Daftar berikutnya tidak menimpanya."))
            return redirect("registry:family", family_id=found.id)
    label = {"person": PERSON, "dwelling": DWELLING, "family": FAMILY}[kind][field]
    context |= {"form": form, "label": label, "person": person, "refused": refused}
    return render(request, "registry/correct.html", context, status=422 if refused or form.errors else 200)
