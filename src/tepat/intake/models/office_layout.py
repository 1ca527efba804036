"""A layout that an office made for files of its own."""

from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import models

from tepat.engine.layouts import Layout, office
from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

PREFIX = "kantor_"


class OfficeLayout(models.Model):
    """Headers that an office's files have and the fields they are, for the batches of its regency.

    `definition` is the file by which offices share it (tepat.engine.layouts.office). It is never changed, so
    that a batch read with it can be read again: a corrected one is kept beside it under another title.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = BytewiseCharField(max_length=13)
    title = models.CharField(max_length=300)
    definition = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region_code", "title"], name="one_office_layout_a_title")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def layout_id(self) -> str:
        """By which a batch's sheets name it."""
        return PREFIX + self.id.hex

    @property
    def layout(self) -> Layout:
        """What it reads files by."""
        return _layout(self.id, self.definition)


@cache
def _layout(layout_id: UUID, definition: str) -> Layout:
    return office.layout_of(office.read(definition.encode()), PREFIX + layout_id.hex)
