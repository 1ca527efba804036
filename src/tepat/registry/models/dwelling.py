"""The house a family lives in."""

from django.db import models

from tepat.platform.database.ids import uuid7

from .family import Family
from .version import Version


class Dwelling(models.Model):
    """The dwelling of a family as last described: codes of engine/layouts/codes.yaml, the area in square metres."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family = models.OneToOneField(Family, on_delete=models.PROTECT, related_name="dwelling")
    house_tenure = models.CharField(max_length=40, blank=True)
    savings = models.CharField(max_length=40, blank=True)
    roof = models.CharField(max_length=40, blank=True)
    roof_quality = models.CharField(max_length=40, blank=True)
    wall = models.CharField(max_length=40, blank=True)
    wall_quality = models.CharField(max_length=40, blank=True)
    floor = models.CharField(max_length=40, blank=True)
    floor_quality = models.CharField(max_length=40, blank=True)
    floor_area = models.PositiveSmallIntegerField(null=True)
    lighting = models.CharField(max_length=40, blank=True)
    power = models.CharField(max_length=40, blank=True)
    cooking_fuel = models.CharField(max_length=40, blank=True)
    drinking_water = models.CharField(max_length=40, blank=True)
    toilet = models.CharField(max_length=40, blank=True)
    closet = models.CharField(max_length=40, blank=True, default="", db_default="")
    waste = models.CharField(max_length=40, blank=True, default="", db_default="")
    verified = models.TextField(blank=True, default="", db_default="")

    def __str__(self) -> str:
        return str(self.id)


class DwellingVersion(Version):
    """A fact about a dwelling."""

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="versions")
