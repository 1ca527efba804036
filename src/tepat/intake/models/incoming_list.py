"""The list that batches belong to."""

from django.conf import settings
from django.db import models

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class IncomingList(models.Model):
    """A named list handed to a regency, e.g. "P3KE 2023", in one batch or several."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    region_code = BytewiseCharField(max_length=13)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region_code", "name"], name="one_list_a_name_and_region")
        ]

    def __str__(self) -> str:
        return self.name
