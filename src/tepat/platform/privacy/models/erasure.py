"""That something was erased because its time had ended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tepat.platform.database.fields import BytewiseCharField, SentenceField
from tepat.platform.database.ids import uuid7


class Erasure(models.Model):
    """One thing of a kind whose raw rows and files are gone, and under what rule; of passing kinds, a day's rows.

    With its beginning the thing's key is destroyed, so that nothing of it can be read; `rows` and `files` are what has
    been emptied and removed since, and `finished_at` says that nothing sealed is left. `came` and `kept_until`
    are the thing's own days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32)
    subject_id = models.UUIDField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    region_code = BytewiseCharField(max_length=13, blank=True)
    link = models.CharField(max_length=200, blank=True)
    came = models.DateField(null=True)
    kept_until = models.DateField()
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=5)
    reason = SentenceField()
    rows = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region_code", "-begun_at"], name="erasure_by_region")]
        constraints = [
            models.UniqueConstraint(fields=["subject_id"], name="erased_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("begun_at")),
                name="erasure_finished_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.kept_until}"
