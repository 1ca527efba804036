"""Reads of unknown tables, of the regions their cells are compared with, and of the layouts an office kept."""

import re

from django.db.models import QuerySet

from tepat.engine.layouts.proposing import World
from tepat.intake.models import Batch, OfficeLayout, UnknownTable
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of
from tepat.platform.regions import queries as regions
from tepat.platform.regions.scope import within

_NO_LETTER = re.compile(r"[^a-z0-9]+")


def unknown_tables_of(batch: Batch) -> list[UnknownTable]:
    """The tables whose columns have to be named, in the order of the batch's files."""
    tables = UnknownTable.objects.filter(file__batch=batch).select_related("file__stored")
    return list(tables.order_by("file__position", "id"))


def world_of(region_code: str) -> World:
    """The names of a regency's districts and villages, in small letters alone."""
    below = regions.in_force().filter(within([region_code], "code"), level__in=("district", "village"))
    named: dict[str, set[str]] = {"district": set(), "village": set()}
    for level, name in below.values_list("level", "name"):
        named[level].add(_NO_LETTER.sub("", name.lower()))
    return World(frozenset(named["village"]), frozenset(named["district"]))


def office_layouts_for(user: User) -> QuerySet[OfficeLayout]:
    """Layouts kept by the offices of the regencies in the user's scope, newest first."""
    scope = scope_of(user, Permission.BATCH_VIEW)
    return OfficeLayout.objects.filter(scope.q()).select_related("created_by").order_by("-id")
