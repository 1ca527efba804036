"""A family's desil over time, drawn: one small figure a scale that has several readings.

The readings themselves stand beside it as text; a drawing repeats them as a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.platform.regions.clock import local

from .fields import SCALES
from .models import DesilReading

WIDTH, HEIGHT = 320, 104
_LEFT, _RIGHT, _TOP, _BOTTOM = 26, 296, 18, 76
_MOST = 5  # dates that can be read beside each other
_HIGHEST = 10


@dataclass(frozen=True)
class Point:
    """A reading's place in the drawing, and how its date's text is anchored there."""

    x: int
    y: int
    value: int
    day: str
    anchor: str


@dataclass(frozen=True)
class DesilDrawing:
    """One scale: the newest readings from left to right, and the same in words."""

    scale: str
    points: list[Point]

    @property
    def line(self) -> str:
        """A path that keeps each value until the next reading."""
        first, *rest = self.points
        return f"M{first.x} {first.y}" + "".join(f"H{point.x}V{point.y}" for point in rest)

    @property
    def words(self) -> str:
        """What the line shows."""
        told = ", ".join(f"{point.value} ({point.day})" for point in self.points)
        return _("Desil %(scale)s dari waktu ke waktu: %(told)s") % {"scale": self.scale, "told": told}


def desil_drawings(readings: Sequence[DesilReading], region: str) -> list[DesilDrawing]:
    """Of a family's readings that stand, newest first, with their rows and sources: each scale that has two or more."""
    by_scale: dict[str, list[DesilReading]] = {}
    for reading in readings:
        by_scale.setdefault(reading.scale, []).append(reading)
    return [
        DesilDrawing(str(SCALES.get(scale, scale)), _points(some[:_MOST][::-1], region))
        for scale, some in by_scale.items()
        if len(some) > 1
    ]


def _points(readings: Sequence[DesilReading], region: str) -> list[Point]:
    last = len(readings) - 1
    return [
        Point(
            _LEFT + (_RIGHT - _LEFT) * at // last,
            _BOTTOM - (_BOTTOM - _TOP) * (reading.value - 1) // (_HIGHEST - 1),
            reading.value,
            date_format(day, "j M Y") if (day := _day(reading, region)) else "–",
            "start" if at == 0 else "end" if at == last else "middle",
        )
        for at, reading in enumerate(readings)
    ]


def _day(reading: DesilReading, region: str) -> date | None:
    """The day the reading speaks of: its own, else its source's."""
    if reading.as_of or reading.source_row is None:
        return reading.as_of
    source = reading.source_row.source
    return source.as_of or local(source.created_at, region).date()
