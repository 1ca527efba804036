"""Charts drawn here, without a script: they print, follow light and dark, and say in words what they show."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from .figures import share, tanggal
from .library import read, register

WIDTH, HEIGHT = 640, 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 12, 26, 28


@register.inclusion_tag("components/trend.html")
def trend(points: Sequence[Any], label: str) -> dict[str, Any]:
    """A line through points of {day, filled, cells}: the share filled at the end of each day, from zero to all.

    Time runs evenly, so that a week without a change is a flat piece. The same stands beside it as a table.
    """
    shares = [100 * read(p, "filled") / read(p, "cells") if read(p, "cells") else 0.0 for p in points]
    days = [read(p, "day") for p in points]
    span = max(1, (days[-1] - days[0]).days) if days else 1
    placed = [
        (_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - days[0]).days / span, _y(part))
        for day, part in zip(days, shares, strict=True)
    ]
    steps = [f"M{placed[0][0]:.1f} {placed[0][1]:.1f}"] if placed else []
    # A step: what was filled stays so until the next act.
    steps += [f"H{x:.1f}V{y:.1f}" for x, y in placed[1:]]
    return {
        "label": label,
        "path": "".join(steps),
        "dots": [
            {"x": f"{x:.1f}", "y": f"{y:.1f}", "said": f"{tanggal(day)}: {_said(point)}"}
            for (x, y), day, point in zip(placed, days, points, strict=True)
        ],
        "grid": [
            {"y": f"{_y(part):.1f}", "label": f"{part} %", "text_y": f"{_y(part) - 4:.1f}"}
            for part in (0, 50, 100)
        ],
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "base": HEIGHT - 6,
        "first": tanggal(days[0], "singkat") if days else "",
        "last": tanggal(days[-1], "singkat") if len(days) > 1 else "",
        "said": f"{_said(points[0])}, {tanggal(days[0])}"
        if len(days) == 1
        else gettext("dari %(first)s pada %(from)s menjadi %(last)s pada %(to)s")
        % {
            "first": _said(points[0]), "from": tanggal(days[0]), "last": _said(points[-1]), "to": tanggal(days[-1]),
        }
        if days
        else "",
    }  # fmt: skip


def _y(part: float) -> float:
    return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - part / 100)


def _said(point: Any) -> str:
    return share(read(point, "filled"), read(point, "cells"))
