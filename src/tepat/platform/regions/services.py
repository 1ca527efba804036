"""Writes to the region tables: the committed reference, renumbering, codes of other institutions."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from django.db import transaction

from tepat.platform import audit
from tepat.platform.audit.recording import Actor
from tepat.platform.database import bulk

from . import reference
from .clock import today_in, zone_name
from .codes import is_code, lies_in, parent_of, village_kind
from .codes import level_of as level
from .models import Region, RegionCrosswalk, RegionSuccession
from .refusals import RegionRefused

_FIELDS = ("code", "name", "level", "parent_code", "kind", "timezone", "valid_from", "valid_to")
_DESCRIBED = ("name", "level", "parent_code", "kind", "timezone")


@dataclass(frozen=True)
class Loaded:
    """What a loading changed; all zero when the tables held the reference already."""

    added: int
    changed: int
    ended: int
    crosswalks: int


@transaction.atomic
def load_reference(
    *, by: Actor | None, rows: Iterable[tuple[str, str]] | None = None, as_of: date | None = None
) -> Loaded:
    """Bring the tables to the reference: new codes begin, codes that are gone end, names follow.

    The first loading leaves the beginning open; a later one dates what it changes with `as_of` (today unless
    given). Nothing is deleted, so that old codes can still be read. Safe to repeat.
    """
    day = as_of or today_in("")
    wanted = {code: _described(code, name) for code, name in (rows or reference.rows())}
    there = {row[0]: row[1:] for row in Region.objects.values_list("code", *_DESCRIBED, "valid_to")}
    begins = day.isoformat() if there else None
    added = [(code, *values, begins, None) for code, values in wanted.items() if code not in there]
    bulk.insert(Region, _FIELDS, added)
    changed = [
        (*values, None, code)
        for code, values in wanted.items()
        if code in there and there[code] != (*values, None)
    ]
    bulk.update(Region, [*_DESCRIBED, "valid_to"], changed, key="code")
    gone = [code for code, values in there.items() if code not in wanted and values[-1] is None]
    bulk.update(Region, ["valid_to"], [(day.isoformat(), code) for code in gone], key="code")
    loaded = Loaded(len(added), len(changed), len(gone), _load_crosswalk())
    if any((loaded.added, loaded.changed, loaded.ended, loaded.crosswalks)):
        audit.record(by=by, action="region.reference_loaded", detail=vars(loaded))
    return loaded


def _described(code: str, name: str) -> tuple[str, str, str, str, str]:
    return name, level(code), parent_of(code), village_kind(code), zone_name(code)


def _load_crosswalk() -> int:
    """Add the committed codes of BPS; a line that is there, perhaps checked or mended, is left alone."""
    text = (files("tepat.platform.regions") / "data" / "crosswalk_bps.csv").read_text("utf-8")
    there = set(RegionCrosswalk.objects.filter(scheme="bps").values_list("their_code", flat=True))
    lines = [
        RegionCrosswalk(
            scheme="bps",
            their_code=row["their_code"],
            our_code=row["our_code"],
            source=row["source"],
            checked=row["checked"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
        if row["their_code"] not in there
    ]
    return len(RegionCrosswalk.objects.bulk_create(lines))


@transaction.atomic
def record_succession(
    *, by: Actor | None, old: str, new: str, since: date, source: str, old_ends: bool = True
) -> RegionSuccession:
    """Note that a region's code went over into another since a day, by the regulation named.

    Several successors of one code are a split. `old_ends=False` when a region only gave a part away and goes
    on under its own code. Raises RegionRefused, whose message is shown to the user.
    """
    if not is_code(old) or not is_code(new) or level(old) != level(new) or old == new:
        raise RegionRefused.not_a_pair(old, new)
    if not Region.objects.filter(code=new, valid_to=None).exists():
        raise RegionRefused.unknown(new)
    if _leads_back(new, old):
        raise RegionRefused.circle(old, new)
    line, made = RegionSuccession.objects.get_or_create(
        old_code=old, new_code=new, defaults={"since": since, "source": source}
    )
    if made:
        if old_ends:
            Region.objects.filter(code=old, valid_to=None).update(valid_to=since)
        audit.record(
            by=by,
            action="region.succession_recorded",
            region=new,
            subject=("region", new),
            detail={"old": old, "new": new, "since": since, "source": source, "old_ends": old_ends},
        )
    return line


def _leads_back(start: str, goal: str) -> bool:
    """Whether following successions from one code arrives at the other."""
    pairs: dict[str, list[str]] = {}
    for old, new in RegionSuccession.objects.values_list("old_code", "new_code"):
        pairs.setdefault(old, []).append(new)
    waiting, seen = [start], {start}
    while waiting:
        code = waiting.pop()
        if lies_in(code, goal):
            return True
        for following in pairs.get(code, []):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False
