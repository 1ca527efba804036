"""Small lists of numbered families and people, in a few words, and the registry read back without its ids.

Family 3 has the key KEL-3 and the head's number generated_nik(3); person 31 is usually of family 3.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tepat.engine.identity import names
from tepat.intake.models import BatchRow, Finding, ListEntry
from tepat.registry.models import (
    STANDS,
    Claim,
    DesilReading,
    Dwelling,
    DwellingVersion,
    ExternalId,
    Family,
    FamilyVersion,
    IdentityNumber,
    Membership,
    Person,
    PersonVersion,
    ProgrammeReceipt,
    SearchToken,
    SourceRow,
)
from tepat.registry.numbers import unsealed
from tests.factories.files import (
    FAMILY_LAYOUT,
    PERSON_LAYOUT,
    Row,
    csv_bytes,
    family_row,
    generated_nik,
    person_row,
)

# Muara Dun and Senyiur are villages of one district, Senambah of another, Perian of another regency.
DUN, SENYIUR, SENAMBAH, PERIAN = "64.08.01.2013", "64.08.01.2001", "64.08.03.2001", "64.02.01.2001"
_FIRST = ("Wiratmaja", "Sulastri", "Bambang", "Kartini", "Gunawan", "Ratnasari", "Darmawan", "Purnama")
_LAST = ("Balapulang", "Kembangarum", "Tanjungsari", "Lohjinawi", "Sumberagung", "Rejomulyo", "Bantarsari")


def name_of(serial: int) -> str:
    """A name of two words, another for each of the first 56 serials."""
    return f"{_FIRST[serial % len(_FIRST)]} {_LAST[serial % len(_LAST)]}"


def words(*named: str) -> set[str]:
    """The words by which a family with these names is found."""
    return {word for name in named for word in names.tokens(name)}


def family(serial: int, *, region: str = DUN, **values: Any) -> Row:
    """Family KEL-`serial` with a sound row."""
    made = family_row(f"KEL-{serial}", region=region, head=name_of(serial), nik=generated_nik(serial))
    return {**made, **values}


def head(serial: int, of: int | None = None, *, region: str = DUN, **values: Any) -> Row:
    """Person IND-`serial`, head of family KEL-`of` (the same serial unless told), with a sound row."""
    of = serial if of is None else of
    made = person_row(
        f"IND-{serial}", f"KEL-{of}", region=region, name=name_of(serial), nik=generated_nik(serial)
    )
    return {**made, **values}


def child(serial: int, of: int, *, region: str = DUN, **values: Any) -> Row:
    """Person IND-`serial`, a child of family KEL-`of`."""
    return head(serial, of, region=region, **{"relation": "ANAK", "marital": "BELUM KAWIN", **values})


def files(families: Iterable[Row] = (), people: Iterable[Row] = ()) -> dict[str, bytes]:
    """The family file and the individual file, each only when it has rows."""
    given = {"keluarga.csv": (FAMILY_LAYOUT, list(families)), "individu.csv": (PERSON_LAYOUT, list(people))}
    return {name: csv_bytes(layout, rows) for name, (layout, rows) in given.items() if rows}


def whole(count: int, *, start: int = 1, region: str = DUN) -> dict[str, bytes]:
    """`count` families, each with its head and one child."""
    serials = range(start, start + count)
    return files(
        [family(n, region=region) for n in serials],
        [row for n in serials for row in (head(n, region=region), child(1000 + n, n, region=region))],
    )


def contents() -> dict[str, list[str]]:
    """Everything the registry holds and what intake holds of its rows, told by keys and places, not by ids.

    Two databases that went through the same imports give the same answer, whatever happened on the way.
    """
    label = _labels()
    told = [*apps.get_app_config("registry").get_models(), BatchRow, Finding, ListEntry]
    return {
        model.__name__: sorted(
            json.dumps(_told(row, label), default=str) for row in model._default_manager.all()
        )
        for model in told
        if model.__name__ != "Source"
    }


def standing() -> dict[str, list[str]]:
    """What counts of it: the facts of change sets that no other reverses, and the state that follows from them."""
    rows: dict[str, Any] = {
        model.__name__: model._default_manager.filter(STANDS)
        for model in (
            FamilyVersion, PersonVersion, DwellingVersion, Membership, IdentityNumber, DesilReading,
            ProgrammeReceipt, Claim,
        )
    }  # fmt: skip
    families = Family.objects.filter(region_code__gt="")
    rows |= {model.__name__: model._default_manager.all() for model in (ExternalId, SearchToken, ListEntry)}
    rows["Family"] = families
    rows["Person"] = Person.objects.filter(id__in=Membership.objects.filter(STANDS).values("person"))
    described = DwellingVersion.objects.filter(STANDS).values("dwelling")
    rows["Dwelling"] = Dwelling.objects.filter(id__in=described)
    label = _labels()
    return {
        name: sorted(json.dumps(_told(row, label), default=str) for row in found)
        for name, found in rows.items()
    }


def counts() -> dict[str, int]:
    """How many rows each table of the registry, and the target list, holds."""
    return {name: len(rows) for name, rows in contents().items()}


def _labels() -> dict[Any, str]:
    keys = ExternalId.objects.values_list("family_id", "person_id", "value")
    label: dict[Any, str] = {family or person: value for family, person, value in keys}
    for person in Person.objects.exclude(id__in=label):
        first = person.memberships.order_by("id")[0]
        label[person.id] = f"{first.relation} of {label.get(first.family_id)}"
    for row in SourceRow.objects.select_related("file"):
        label[row.id] = f"{row.file.name} {row.sheet} {row.row}"
    return label


_UNTOLD = frozenset(
    {"id", "sealed", "raw", "detail", "change_set", "ended_by", "source", "file", "target_list"}
)


def _told(row: models.Model, label: dict[Any, str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, UUID):
            said[field.name] = label.get(value) if field.name not in _UNTOLD else None
            if field.name == "ended_by":
                said[field.name] = "ended"
        elif field.name not in _UNTOLD and not isinstance(field, models.DateTimeField | models.BinaryField):
            said[field.name] = value
    if isinstance(row, IdentityNumber):
        said["number"] = unsealed(row)
    if isinstance(row, DwellingVersion):
        said["dwelling"] = label[row.dwelling.family_id]
    return said
