"""The register of processing as it reads in a region on a day: what Tepat brings, changed by an office's versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tepat.engine.sentences import Sentence
from tepat.platform.regions.codes import ancestors

from .models import ProcessingVersion

# The texts of an entry, in the order in which an inspector reads them.
TEXTS: dict[str, str | Promise] = {
    "title": _("Kegiatan"),
    "purpose": _("Tujuan"),
    "basis": _("Dasar hukum"),
    "data": _("Jenis data"),
    "people": _("Subjek data"),
    "recipients": _("Penerima"),
    "retention": _("Masa simpan lainnya"),
    "safeguards": _("Pengamanan"),
}
UNITS = ("years", "days")


@dataclass(frozen=True)
class Rule:
    """How long a kind is kept from the day it came, and why so long."""

    amount: int
    unit: str
    reason: str | Sentence

    def last_day(self, since: date) -> date:
        """The last day on which what came `since` is kept."""
        if self.unit == "days":
            return since + timedelta(days=self.amount)
        year = since.year + self.amount
        leap = since.month == 2 and since.day == 29
        return date(year, 2, 28) if leap else since.replace(year=year)

    @property
    def told(self) -> str:
        """As people say it: "2 tahun"."""
        words = {
            "years": ngettext("%(n)s tahun", "%(n)s tahun", self.amount),
            "days": ngettext("%(n)s hari", "%(n)s hari", self.amount),
        }
        return words[self.unit] % {"n": self.amount}

    def kept(self) -> dict[str, Any]:
        """As a version holds it."""
        return {"amount": self.amount, "unit": self.unit, "reason": str(self.reason)}


@dataclass(frozen=True)
class Processing:
    """One entry of the register, and the version that it is read from, if an office made one."""

    code: str
    content: Mapping[str, str]
    keeps: Mapping[str, Rule]
    ended: bool = False
    version: ProcessingVersion | None = None

    @property
    def title(self) -> str:
        """What is done."""
        return self.content.get("title", "")

    @property
    def purpose(self) -> str:
        """What for, to be said after "untuk"."""
        return self.content.get("purpose", "")


@cache
def brought() -> dict[str, Processing]:
    """The entries that Tepat brings."""
    text = (files("tepat.platform.privacy") / "processing.yaml").read_text("utf-8")
    return {code: _brought(code, entry) for code, entry in yaml.safe_load(text).items()}


def _brought(code: str, entry: Mapping[str, Any]) -> Processing:
    keeps = {
        kind: Rule(rule[unit], unit, Sentence(rule["reason"]))
        for kind, rule in entry["keeps"].items()
        for unit in UNITS
        if unit in rule
    }
    return Processing(code, {name: str(entry[name]) for name in TEXTS}, keeps)


@dataclass(frozen=True)
class Register:
    """The versions of some regions and of those above them."""

    versions: Sequence[ProcessingVersion]

    def at(self, region_code: str, day: date) -> dict[str, Processing]:
        """The entries in a region on a day: what the nearest region says, in the end what Tepat brings."""
        found = dict(brought())
        for code in ["", *ancestors(region_code), region_code] if region_code else [""]:
            own = [one for one in self.versions if one.region_code == code and one.valid_from <= day]
            for version in sorted(own, key=lambda one: (one.valid_from, one.id)):
                found[version.processing] = _read(version)
        return found

    def rule(self, kind: str, region_code: str, day: date) -> Rule:
        """How long a kind is kept in a region, as ruled on a day. Raises KeyError for a kind without a rule."""
        for entry in self.at(region_code, day).values():
            if kind in entry.keeps:
                return entry.keeps[kind]
        raise KeyError(kind)

    def shortest(self, kind: str, day: date) -> Rule:
        """For what belongs to no region: the strictest of what any region says."""
        regions = {"", *(one.region_code for one in self.versions)}
        return min(
            (self.rule(kind, code, day) for code in sorted(regions)),
            key=lambda rule: rule.last_day(day),
        )


def _read(version: ProcessingVersion) -> Processing:
    keeps = {kind: Rule(rule["amount"], rule["unit"], rule["reason"]) for kind, rule in version.keeps.items()}
    return Processing(version.processing, version.content, keeps, version.ended, version)


def register_for(regions: Iterable[str]) -> Register:
    """What holds in these regions and above. One query."""
    places = {place for code in regions for place in ("", *ancestors(code), code)}
    return Register(
        tuple(ProcessingVersion.objects.filter(region_code__in=places or {""}).select_related("by"))
    )


def whole_register() -> Register:
    """What holds anywhere: for the erasing of everybody's. One query."""
    return Register(tuple(ProcessingVersion.objects.select_related("by")))
