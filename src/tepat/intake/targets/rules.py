"""What a target list's rule means: which desil on which scale, up to which day, where, and who is left out.

A desil is read, never computed: the newest reading on the scale that was known on the rule's day counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import yaml
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.models import IncomingList, ListEntry, TargetList
from tepat.platform.regions.clock import zone_name
from tepat.platform.regions.scope import within
from tepat.registry.fields import SCALES
from tepat.registry.models import STANDS, DesilReading, Family, Person


@dataclass(frozen=True)
class Exclusion:
    """Families that may be left out: those with a person, or of a kind, whose field holds one of the codes."""

    id: str
    label: Sentence
    reason: Sentence
    of: str
    field: str
    codes: tuple[str, ...]

    @property
    def condition(self) -> Q:
        """The families it speaks of."""
        held = Q(**{f"{self.field}__in": self.codes})
        return Q(Exists(Person.objects.filter(held, family=OuterRef("pk")))) if self.of == "person" else held


@cache
def exclusions() -> dict[str, Exclusion]:
    """All exclusions by id, in the order of their file."""
    text = (files("tepat.intake.targets") / "exclusions.yaml").read_text("utf-8")
    return {
        id_: Exclusion(
            id_,
            Sentence(entry["label"]),
            Sentence(entry["reason"]),
            entry["of"],
            entry["field"],
            tuple(entry["codes"]),
        )
        for id_, entry in yaml.safe_load(text).items()
    }


@dataclass(frozen=True)
class Rule:
    """A rule with all its parts. `areas` are region codes; none means the list's whole region."""

    scale: str
    highest_desil: int
    as_of: date
    areas: tuple[str, ...]
    exclusions: tuple[str, ...]
    legal_basis: str

    @classmethod
    def of(cls, target_list: TargetList) -> "Rule":
        """The rule that a version was made by."""
        assert target_list.highest_desil is not None
        assert target_list.as_of is not None
        return cls(
            target_list.scale,
            target_list.highest_desil,
            target_list.as_of,
            tuple(target_list.areas),
            tuple(target_list.exclusions),
            target_list.legal_basis,
        )


def scales_of(source_list: IncomingList) -> list[str]:
    """The scales on which families of the list have a reading."""
    readings = DesilReading.objects.filter(STANDS, family__list_entries__target_list__source_list=source_list)
    return sorted(readings.order_by().values_list("scale", flat=True).distinct())


def families_with_desil(source_list: IncomingList, rule: Rule) -> QuerySet[Family]:
    """The list's families in the rule's areas, each with `rank`: its desil as known on the rule's day."""
    midnight = datetime.combine(
        rule.as_of + timedelta(days=1), time(0), ZoneInfo(zone_name(source_list.region_code))
    )
    known = Q(as_of__lte=rule.as_of) | Q(as_of__isnull=True, change_set__begun_at__lt=midnight)
    readings = DesilReading.objects.filter(STANDS, known, family=OuterRef("pk"), scale=rule.scale)
    newest = readings.order_by(F("as_of").desc(nulls_last=True), "-id").values("value")[:1]
    handed_over = Family.objects.filter(
        list_entries__target_list__source_list=source_list, list_entries__target_list__version=1
    )
    placed = handed_over.filter(within(rule.areas)) if rule.areas else handed_over
    return placed.annotate(rank=Subquery(newest, output_field=IntegerField()))


def left_out(rule: Rule) -> Q:
    """The families that an exclusion of the rule speaks of."""
    condition = Q(pk__in=[])
    for id_ in rule.exclusions:
        condition |= exclusions()[id_].condition
    return condition


def chosen(source_list: IncomingList, rule: Rule) -> QuerySet[Family]:
    """The families the rule chooses."""
    ranked = families_with_desil(source_list, rule).filter(Q(rank__lte=rule.highest_desil))
    return ranked.exclude(left_out(rule)) if rule.exclusions else ranked


def entries_chosen(source_list: IncomingList, rule: Rule, *, after: object = None) -> QuerySet[ListEntry]:
    """The handed-over list's entries of the chosen families, in the order of families, beyond one of them."""
    entries = ListEntry.objects.filter(
        target_list__source_list=source_list,
        target_list__version=1,
        family__in=chosen(source_list, rule).values("id"),
    ).order_by("family_id")
    return entries if after is None else entries.filter(family_id__gt=after)


def in_words(target_list: TargetList, area_names: Sequence[str] = ()) -> str:
    """A rule as an officer reads it."""
    if target_list.rule != TargetList.Rule.BY_DESIL or target_list.as_of is None:
        return str(TargetList.Rule(target_list.rule).label)
    parts = [
        _("desil %(n)s ke bawah pada skala %(scale)s")
        % {"n": target_list.highest_desil, "scale": SCALES.get(target_list.scale, target_list.scale)},
        _("menurut keadaan %(day)s") % {"day": date_format(target_list.as_of, "j F Y")},
    ]
    if area_names:
        parts.append(_("di %(areas)s") % {"areas": ", ".join(area_names)})
    if target_list.exclusions:
        told = ", ".join(str(exclusions()[id_].label).lower() for id_ in target_list.exclusions)
        parts.append(_("kecuali: %(exclusions)s") % {"exclusions": told})
    return "; ".join(parts)
