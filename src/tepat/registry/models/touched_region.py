"""Where something changed that nobody has counted yet."""

from django.conf import settings
from django.db import models

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet


class TouchedRegion(models.Model):
    """That an act changed families of a region: written with the change, deleted by whoever counts the region anew.

    Until then figures kept of the region may be wrong. An act that changed no fact, such as a family's leaving a
    list, has no change set; `kind` says what it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = BytewiseCharField(max_length=13, db_index=True)
    change_set = models.ForeignKey(ChangeSet, null=True, on_delete=models.PROTECT, related_name="touched")
    kind = models.CharField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change_set", "region_code"], name="one_touch_a_region_and_set")
        ]

    def __str__(self) -> str:
        return self.region_code
