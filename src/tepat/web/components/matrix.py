"""The matrix of completeness: regions down, fields across, a bar and a figure in each cell."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from .figures import DASH, angka, share
from .library import read, register
from .signs import width

LOW, FAIR = 0.5, 0.75


@register.inclusion_tag("components/matrix.html")
def matrix(
    columns: Iterable[Any],
    rows: Iterable[Any],
    row_label: str,
    caption: str,
    foot: Any = None,
    total_label: str = "",
) -> dict[str, Any]:
    """Columns of {label, title?, group?}; rows of {name, href?, note?, total?, cells}, worst first as given.

    A cell is {value, total, href?}: how many of how many are filled. `foot` is one more row, for the whole;
    `total_label` heads a column with each row's `total` (families, say).
    """
    heads = [{"label": read(c, "label"), "title": read(c, "title") or read(c, "label")} for c in columns]
    return {
        "columns": heads,
        "rows": [_row(row, heads) for row in rows],
        "foot": _row(foot, heads) if foot else None,
        "row_label": row_label,
        "caption": caption,
        "total_label": total_label,
    }


def _row(row: Any, heads: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": read(row, "name"),
        "href": read(row, "href"),
        "note": read(row, "note"),
        "total": read(row, "total"),
        "cells": [
            {"head": head["label"], "html": _cell(cell)}
            for head, cell in zip(heads, read(row, "cells") or (), strict=True)
        ],
    }


def level(value: float, total: float) -> str:
    """low, fair or good: the tone of a bar. The figure beside it says the same."""
    part = value / total if total else 1.0
    return "low" if part < LOW else "fair" if part < FAIR else "good"


def _cell(cell: Any) -> SafeString:
    value, total = read(cell, "value") or 0, read(cell, "total") or 0
    if not total:
        return format_html('<span class="cell-none">{}</span>', DASH)
    inside = format_html(
        '<span class="cell-figure">{}</span><svg class="cell-bar level-{}" viewBox="0 0 100 4"'
        ' preserveAspectRatio="none" aria-hidden="true"><rect class="bar-track" width="100" height="4"/>'
        '<rect class="bar-fill" width="{}" height="4"/></svg>',
        share(value, total),
        level(value, total),
        width(value, total),
    )
    hint = gettext("%(value)s dari %(total)s terisi") % {"value": angka(value), "total": angka(total)}
    href = read(cell, "href")
    if href:
        return format_html('<a class="cell" href="{}" title="{}">{}</a>', href, hint, inside)
    return format_html('<span class="cell" title="{}">{}</span>', hint, inside)


@register.simple_tag
def matrix_cell(value: float, total: float, href: str = "") -> SafeString:
    """One cell alone, for a table that mixes cells with other columns."""
    return _cell({"value": value, "total": total, "href": href})
