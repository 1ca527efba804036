"""Form fields: label, control, hint and error, tied together for screen readers; a place to drop a file."""

from typing import Any

from django.conf import settings
from django.forms import BoundField, CheckboxInput, RadioSelect, Select

from .library import register


def control_class(bound: BoundField) -> str:
    """Bootstrap's class for the widget."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    return "form-control"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hint: str = "", css: str = "") -> dict[str, Any]:
    """One field of a form. A field that may stay empty says so; there are no asterisks."""
    if hint:
        bound.help_text = hint
    # What a field is for stands in its label and hint, which stay while one types.
    attributes: dict[str, str | bool] = {"placeholder": False}
    if not isinstance(bound.field.widget, RadioSelect):
        attributes["class"] = control_class(bound) + (" is-invalid" if bound.errors else "")
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "label": label or bound.label,
        "optional": not bound.field.required and not isinstance(bound.field.widget, CheckboxInput),
        "check": isinstance(bound.field.widget, CheckboxInput),
        "group": isinstance(bound.field.widget, RadioSelect),
        "hint": bound.help_text,
        "css": css,
    }


@register.inclusion_tag("components/file_drop.html")
def file_drop(bound: BoundField, label: str = "", hint: str = "") -> dict[str, Any]:
    """A file field that a file may be dropped on; without script it is the browser's own file field."""
    if hint:
        bound.help_text = hint
    return {
        "bound": bound,
        "control": bound.as_widget(attrs={"class": "drop-input"}),
        "label": label or bound.label,
        "hint": bound.help_text,
        "limit": settings.TEPAT_MAX_UPLOAD // (1024 * 1024),
        "limit_bytes": settings.TEPAT_MAX_UPLOAD,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What concerns the whole form, and how many fields need another look."""
    return {"form": form, "general": form.non_field_errors(), "fields": [f for f in form if f.errors]}
