"""What an office takes a check for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

from .finding import Finding


class CheckSeverity(models.Model):
    """The severity that a region's office gave a check, while it held; a change is a new line.

    It holds in the region and all below it that say nothing themselves. A check without a line in force keeps the
    catalogue's severity.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = BytewiseCharField(max_length=13)
    check_id = models.CharField(max_length=12)
    severity = models.CharField(max_length=8, choices=Finding.Severity.choices)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "check severities"
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "check_id"],
                condition=Q(valid_to__isnull=True),
                name="one_severity_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="severity_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.severity}"
