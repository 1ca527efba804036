"""Turning rows away."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tepat.platform.database.ids import uuid7

from .batch import Batch


class Refusal(models.Model):
    """That a person turned rows of a batch away, how many, and why.

    The decision, made once and never altered; how far it has been carried out is told by the batch's counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="refusals")
    reason = models.TextField()
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="refusal_has_reason")]

    def __str__(self) -> str:
        return str(self.id)
