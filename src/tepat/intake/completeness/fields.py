"""Which fields count, and when each is filled: data (fields.yaml), with the condition it makes."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db.models import Exists, OuterRef, Q

from tepat.engine.sentences import Sentence
from tepat.registry.models import Person


@dataclass(frozen=True)
class Field:
    """A field of the matrix: of a family, a dwelling or a person, and when it counts as filled."""

    field: str
    of: str
    filled: str
    label: Sentence

    def condition(self, prefix: str = "") -> Q:
        """The rows in which the field counts as filled; `prefix` leads from another table to the field's."""
        name = f"{prefix}{self.field}"
        if self.filled == "number":
            return Q(**{name: "sound"})
        if self.filled == "value":
            return Q(**{f"{name}__isnull": False})
        # Not "other than blank": a family without a dwelling has no value there either.
        return Q(**{f"{name}__gt": ""})


@cache
def _catalogue() -> dict[str, Any]:
    text = (files("tepat.intake.completeness") / "fields.yaml").read_text(encoding="utf-8")
    known: dict[str, Any] = yaml.safe_load(text)
    return known


@cache
def fields() -> tuple[Field, ...]:
    """The fields that count, in order."""
    rows = _catalogue()["fields"]
    return tuple(Field(**{**row, "label": Sentence(row["label"], context="field")}) for row in rows)


def usual_fields() -> dict[str, tuple[str, ...]]:
    """By purpose, the fields that Tepat asks for where no office says otherwise."""
    return {row["purpose"]: tuple(row["fields"]) for row in _catalogue()["purposes"]}


def lacks_none(names: Collection[str]) -> Q:
    """The families with all these fields filled; of a person's, in every member, of whom there is one at least."""
    wanted = [item for item in fields() if item.field in names]
    condition = Q()
    for item in wanted:
        if item.of != "person":
            condition &= item.condition("dwelling__" if item.of == "dwelling" else "")
    of_people = [item.condition() for item in wanted if item.of == "person"]
    if of_people:
        members = Person.objects.filter(family=OuterRef("pk"))
        whole = Q()
        for one in of_people:
            whole &= one
        condition &= Q(Exists(members)) & ~Q(Exists(members.exclude(whole)))
    return condition
