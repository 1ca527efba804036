"""Under what agreement data were given."""

from datetime import date

from django.conf import settings
from django.db import models

from tepat.platform.database.ids import uuid7

from .source import Source


class HandOver(models.Model):
    """The hand-over record (BAST) of a source: its number and day, who gave, for what use and until when.

    Never changed: a correction or an extension is a new record, and the newest one rules.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="hand_overs")
    number = models.CharField(max_length=100)
    day = models.DateField()
    giver = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    last_day = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("day")),
                name="hand_over_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(giver="") & ~models.Q(purpose=""),
                name="hand_over_says_all",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def is_over(self, today: date) -> bool:
        """Whether the data may no longer be used on that day."""
        return self.last_day is not None and self.last_day < today
