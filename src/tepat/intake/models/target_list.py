"""The families that are to be served, by a stored rule."""

from django.db import models

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import Family, SourceRow

from .incoming_list import IncomingList


class TargetList(models.Model):
    """A list of families made from accepted batches by a rule; a P3KE list by the rule "as handed over"."""

    class Rule(models.TextChoices):
        AS_HANDED_OVER = "as_handed_over", "sebagaimana diserahkan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source_list = models.ForeignKey(IncomingList, on_delete=models.PROTECT, related_name="target_lists")
    region_code = BytewiseCharField(max_length=13)
    rule = models.CharField(max_length=24, choices=Rule.choices)
    version = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_list", "version"], name="one_target_list_a_version")
        ]

    def __str__(self) -> str:
        return str(self.id)


class ListEntry(models.Model):
    """A family on a target list, and the row that put it there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target_list = models.ForeignKey(
        TargetList, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="list_entries")
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target_list", "family"], name="one_entry_a_family")]

    def __str__(self) -> str:
        return str(self.id)
