"""Until when the raw rows and files of a source are kept: a rule for each kind of source, as data (retention.yaml)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from tepat.engine.sentences import Sentence
from tepat.platform.regions.clock import local

from .models import Source


@dataclass(frozen=True)
class Retention:
    """A rule: whole years from the day the source came, and why so long."""

    years: int
    reason: Sentence


@cache
def rules() -> dict[str, Retention]:
    """The rules by kind of source."""
    text = (files("tepat.registry") / "retention.yaml").read_text("utf-8")
    return {
        kind: Retention(entry["years"], Sentence(entry["reason"]))
        for kind, entry in yaml.safe_load(text).items()
    }


def kept_until(source: Source) -> date:
    """The last day on which the source's raw rows and files are kept. Raises KeyError for a kind without a rule."""
    came = local(source.created_at, source.region_code).date()
    year = came.year + rules()[source.kind].years
    leap = came.month == 2 and came.day == 29
    return date(year, 2, 28) if leap else came.replace(year=year)
