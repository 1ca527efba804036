"""A change to many facts that is one act of one person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

from .source import Source


class ChangeSet(models.Model):
    """Facts written together, in short transactions, and whole only once published.

    Until then what it touched is shown as "sedang diterima". A later set may reverse it as a whole.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32)
    region_code = BytewiseCharField(max_length=13)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="change_sets")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="change_set_done_within_total"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(done=F("total")), name="change_set_published_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"
