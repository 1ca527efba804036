"""What an office says of one of its processings of personal data."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class ProcessingVersion(models.Model):
    """How an entry of the register of processing reads in a region from a day on; the next version ends it.

    It holds in the region and in all below it that say nothing themselves. `content` has the texts of the entry,
    `keeps` how long each kind is kept: {kind: {"amount": …, "unit": "years" or "days", "reason": …}}. `ended` says
    that the processing is done no more; what it kept is kept and erased as before.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = BytewiseCharField(max_length=13, blank=True)
    processing = models.CharField(max_length=40)
    content = models.JSONField()
    keeps = models.JSONField(default=dict)
    ended = models.BooleanField(default=False)
    valid_from = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["region_code", "processing"], name="processing_of_region")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="processing_version_says_why")]

    def __str__(self) -> str:
        return f"{self.processing} {self.valid_from}"
