"""The families behind a cell: those of a list that lack a field, or anything that a purpose asks for."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from tepat.intake.models import ListEntry, TargetList
from tepat.registry.models import Family

from .fields import lacks_none


def families_lacking(
    families: QuerySet[Family], lists: Iterable[TargetList], names: Sequence[str]
) -> QuerySet[Family]:
    """Those of `families`, which are the reader's, that stand on one of the lists and lack one of the fields."""
    entries = ListEntry.objects.filter(family=OuterRef("pk"), target_list__in=list(lists))
    return families.filter(Exists(entries)).exclude(lacks_none(names))
