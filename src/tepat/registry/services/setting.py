"""Single fields set by a person's word: versions under a set that binds, and the state that follows.

Numbers and places in a family are no versions: giving.py gives them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.registry.fields import DWELLING
from tepat.registry.models import (
    BINDING,
    STANDS,
    ChangeSet,
    Dwelling,
    DwellingVersion,
    FamilyVersion,
    PersonVersion,
)

from .restating import restate


@dataclass(frozen=True)
class Setting:
    """A field of a family (or its dwelling) or of a person takes a value; None takes it back to nothing.

    `binds` says whether it is verified by that.
    """

    field: str
    value: Any
    source_row_id: UUID | None
    family_id: UUID | None
    person_id: UUID | None
    binds: bool = True

    @property
    def of_dwelling(self) -> bool:
        """Whether the field is one of the family's dwelling."""
        return self.family_id is not None and self.field in DWELLING


def being_reversed(region_code: str) -> bool:
    """Whether a change set of the regency is being taken back: until that is whole nothing else may build on it."""
    regency = ChangeSet.objects.filter(region_code__startswith=region_code[:5])
    return regency.filter(reverses__isnull=False, published_at=None).exists()


def set_values(change_set: ChangeSet, settings: Sequence[Setting]) -> None:
    """Write a version for each and derive the present state anew. A fixed number of queries."""
    if settings:
        write_values(change_set, settings)
        restate(
            change_set,
            families={one.family_id for one in settings if one.family_id is not None},
            people={one.person_id for one in settings if one.person_id is not None},
        )


def write_values(change_set: ChangeSet, settings: Sequence[Setting]) -> None:
    """The versions alone: whoever writes more in the same act restates it all together."""
    dwellings = _dwellings([one for one in settings if one.of_dwelling])
    new_id = hexes().__next__
    facts: dict[str, list[tuple[Any, ...]]] = {"family": [], "dwelling": [], "person": []}
    for one in settings:
        subject, owner = "family", one.family_id
        if one.person_id is not None:
            subject, owner = "person", one.person_id
        elif one.of_dwelling:
            subject, owner = "dwelling", dwellings[one.family_id]
        if owner is not None:
            row = one.source_row_id.hex if one.source_row_id else None
            told = orjson.dumps({one.field: one.value}).decode()
            facts[subject].append((new_id(), owner.hex, change_set.id.hex, row, told))
    for model, subject in (
        (FamilyVersion, "family"),
        (DwellingVersion, "dwelling"),
        (PersonVersion, "person"),
    ):
        bulk.insert(model, ("id", subject, "change_set", "source_row", "values"), facts[subject])


def _dwellings(settings: Sequence[Setting]) -> dict[UUID | None, UUID]:
    """The dwellings of these families, made where nothing was known of one."""
    wanted = {one.family_id for one in settings if one.family_id is not None}
    known: dict[UUID | None, UUID] = dict(
        Dwelling.objects.filter(family__in=wanted).values_list("family_id", "id")
    )
    made = Dwelling.objects.bulk_create(Dwelling(family_id=id_) for id_ in wanted - known.keys())
    return {**known, **{dwelling.family_id: dwelling.id for dwelling in made}}


def values_before(written: Sequence[tuple[Setting, UUID]]) -> list[Setting | None]:
    """For each setting and the change set that wrote it: the setting that stood before it.

    None where a newer version has set the field since.
    """
    settings = [one for one, _set in written]
    families = [one.family_id for one in settings if one.family_id]
    people = [one.person_id for one in settings if one.person_id]
    facts = [
        *_facts(FamilyVersion.objects.filter(family__in=families), "family_id"),
        *_facts(DwellingVersion.objects.filter(dwelling__family__in=families), "dwelling__family_id"),
        *_facts(PersonVersion.objects.filter(person__in=people), "person_id"),
    ]
    told: dict[tuple[Any, str], list[tuple[Any, ...]]] = {}
    for owner, change_set, kind, row, values in facts:
        for field, value in values.items():
            told.setdefault((owner, field), []).append((change_set, kind, row, value))
    return [_before(told[one.family_id or one.person_id, one.field], one, wrote) for one, wrote in written]


def _facts(versions: Any, owner: str) -> list[tuple[Any, ...]]:
    columns = (owner, "change_set_id", "change_set__kind", "source_row_id", "values")
    return list(versions.filter(STANDS).order_by("id").values_list(*columns))


def _before(history: Sequence[tuple[Any, ...]], one: Setting, wrote: UUID) -> Setting | None:
    if history[-1][0] != wrote:
        return None
    _set, kind, row, value = history[-2] if len(history) > 1 else (None, "", None, None)
    return Setting(one.field, value, row, one.family_id, one.person_id, kind in BINDING)
