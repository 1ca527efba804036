"""Where facts come from."""

from typing import Self

from django.conf import settings
from django.db import models

from tepat.platform import crypto
from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class Source(models.Model):
    """One hand-over of data: a ministry's files, later a visit or a registry's answer.

    Its raw rows and files are sealed under its own data key, so that destroying the key erases them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    region_code = BytewiseCharField(max_length=13)
    as_of = models.DateField(null=True, blank=True)
    data_key = models.ForeignKey("crypto.DataKey", on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    @classmethod
    def new(cls, *, kind: str, name: str, region_code: str) -> Self:
        """A source that is not kept yet, with a data key of its own to seal its files under."""
        made = cls(kind=kind, name=name, region_code=region_code)
        made.data_key = crypto.new_data_key(f"source:{made.id}")
        return made

    def __str__(self) -> str:
        return self.name
