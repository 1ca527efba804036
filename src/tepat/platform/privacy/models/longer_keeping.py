"""That something is kept beyond its time."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class LongerKeeping(models.Model):
    """An administrator's word that a thing stays until a day, and why; the newest word on a thing rules.

    One whose `until` is before the thing's own day takes an earlier word back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32)
    subject_id = models.UUIDField(db_index=True)
    region_code = BytewiseCharField(max_length=13, blank=True)
    until = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="longer_keeping_says_why")]

    def __str__(self) -> str:
        return f"{self.kind} {self.until}"
