"""Small marks: icons, state badges, bars. Colour never stands alone: each has a word or a sign beside it."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.template import TemplateSyntaxError
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .figures import angka, share
from .library import read, register

ICONS = Path(__file__).resolve().parent.parent / "icons"
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)

# kind → (tone, sign). States of the areas are named here as they are stored, so that a page writes
# {% badge batch.state batch.get_state_display %} and every page shows one state alike.
KINDS: dict[str, tuple[str, str]] = {
    "neutral": ("neutral", "dash-circle"),
    "info": ("info", "info-circle"),
    "good": ("good", "check-circle"),
    "warn": ("warn", "exclamation-triangle"),
    "bad": ("bad", "x-octagon"),
    # findings
    "note": ("info", "info-circle"),
    "warning": ("warn", "exclamation-triangle"),
    "hold": ("bad", "pause-circle"),
    "mended": ("good", "check-circle"),
    "left": ("neutral", "dash-circle"),
    # rows
    "pending": ("info", "clock"),
    "accepted": ("good", "check-circle"),
    "held": ("warn", "pause-circle"),
    "refused": ("bad", "x-circle"),
    "withdrawing": ("info", "hourglass-split"),
    "withdrawn": ("neutral", "arrow-return-left"),
    # batches
    "uploaded": ("neutral", "cloud-arrow-up"),
    "reading": ("info", "arrow-repeat"),
    "checked": ("info", "clipboard-check"),
    "accepting": ("info", "arrow-repeat"),
    "reopened": ("info", "clipboard-check"),
    "correcting": ("info", "arrow-repeat"),
    "refusing": ("bad", "arrow-repeat"),
    "refusing_held": ("warn", "arrow-repeat"),
    "unreadable": ("bad", "x-octagon"),
    # jobs
    "queued": ("neutral", "hourglass-split"),
    "running": ("info", "arrow-repeat"),
    "done": ("good", "check-circle"),
    "failed": ("bad", "x-octagon"),
    "cancelled": ("neutral", "slash-circle"),
    # identity numbers
    "sound": ("good", "check-circle"),
    "generated": ("neutral", "info-circle"),
    "damaged": ("warn", "exclamation-triangle"),
    "blank": ("neutral", "dash-circle"),
    "shared": ("warn", "people"),
}


@cache
def _icon_body(name: str) -> str:
    path = ICONS / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.exists():
        raise TemplateSyntaxError(f"No icon {name!r} in web/icons; copy it from Bootstrap Icons first.")
    body = _BODY.sub(r"\1", path.read_text(encoding="utf-8"))
    return " ".join(body.split()).replace("> <", "><")


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon as inline SVG, hidden from screen readers: the word beside it speaks."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 16 16" width="16" height="16" fill="currentColor"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        mark_safe(_icon_body(name)),  # noqa: S308 - our own file
    )


@register.simple_tag
def badge(kind: str, text: object, sign: str = "") -> SafeString:
    """A state: sign, word and tone. An unknown kind is shown as neutral, never as an error."""
    tone, default_sign = KINDS.get(str(kind), KINDS["neutral"])
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, icon(sign or default_sign), text)


def width(part: float, total: float, of: float = 100) -> str:
    """A length for an SVG attribute, with a point whatever the language."""
    if not total:
        return "0"
    return f"{max(0.0, min(of, of * part / total)):.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def bar(value: float | None, total: float | None, tone: str = "accent", label: str = "") -> SafeString:
    """How far of how much. The caller prints the figure beside it; the label is for those who listen."""
    value, total = value or 0, total or 0
    spoken = label or gettext("%(value)s dari %(total)s") % {"value": angka(value), "total": angka(total)}
    return format_html(
        '<svg class="bar tone-{}" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="bar-track" width="100" height="8"/>'
        '<rect class="bar-fill" width="{}" height="8"/></svg>',
        tone,
        spoken,
        width(value, total),
    )


@register.inclusion_tag("components/stacked_bar.html")
def stacked_bar(segments: Iterable[Any], total: int | None = None, label: str = "") -> dict[str, Any]:
    """Parts of one whole: segments of {label, value, tone}; a legend with the figures stands below."""
    given = [
        {"label": read(s, "label"), "value": read(s, "value") or 0, "tone": read(s, "tone") or "accent"}
        for s in segments
    ]
    whole = total if total is not None else sum(s["value"] for s in given)
    at = 0
    for segment in given:
        segment["x"] = width(at, whole)
        segment["width"] = width(segment["value"], whole)
        segment["share"] = share(segment["value"], whole)
        at += segment["value"]
    return {"segments": given, "total": whole, "label": label}
