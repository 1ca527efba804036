"""What a ministry's list said of a family's rank, and when."""

from django.db import models

from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet
from .family import Family
from .source_row import SourceRow


class DesilReading(models.Model):
    """One reading of the welfare decile on one scale ("p3ke", "dtsen.national" …); never computed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="desil_readings")
    scale = models.CharField(max_length=32)
    value = models.PositiveSmallIntegerField()
    percentile = models.PositiveSmallIntegerField(null=True)
    as_of = models.DateField(null=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"desil {self.value}"
