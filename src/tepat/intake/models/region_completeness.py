"""How complete a list is in one region, kept so that no page counts half a million families, and how it came to be."""

from django.conf import settings
from django.db import models

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import ChangeSet

from .target_list import TargetList


class RegionCompleteness(models.Model):
    """The counts of a list's families that stand at one code, as of the last time it was counted.

    `filled` says of each field in how many families, dwellings or people it is filled; `whole` of each set of fields
    that some purpose asks for, by its key, how many families lack none of them. They follow from the registry: what
    changed since is marked by TouchedRegion.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target_list = models.ForeignKey(
        TargetList, on_delete=models.PROTECT, related_name="completeness", db_index=False
    )
    region_code = BytewiseCharField(max_length=13)
    families = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    filled = models.JSONField()
    whole = models.JSONField()

    class Meta:
        verbose_name_plural = "region completeness"
        constraints = [
            models.UniqueConstraint(fields=["target_list", "region_code"], name="one_count_a_list_and_region")
        ]

    def __str__(self) -> str:
        return self.region_code


class CompletenessChange(models.Model):
    """By how much an act changed the completeness of a list in one region; all of them together are what it is now.

    `filled` and `cells` are of all fields together, `fields` says which of them changed and by how much.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target_list = models.ForeignKey(
        TargetList, on_delete=models.PROTECT, related_name="completeness_changes", db_index=False
    )
    region_code = BytewiseCharField(max_length=13)
    change_set = models.ForeignKey(ChangeSet, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    families = models.IntegerField()
    people = models.IntegerField()
    filled = models.IntegerField()
    cells = models.IntegerField()
    fields = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["target_list", "region_code"], name="completeness_change_of_list")]

    def __str__(self) -> str:
        return f"{self.kind} {self.filled:+}"
