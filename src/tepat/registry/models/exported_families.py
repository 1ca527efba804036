"""Whom a file held that left the house."""

from collections.abc import Iterator
from uuid import UUID

from django.db import models

WIDTH = 16


class ExportedFamilies(models.Model):
    """Some of the families of one export, by id: a part of at most a few thousand, from `first` up to `last`.

    All parts of an export are in order of ids, so that one family is looked for in a single part of each.

    `event` is the trail's word of the export; the hash that it carries is over all its parts.
    """

    event = models.ForeignKey("audit.AuditEvent", on_delete=models.PROTECT, related_name="+")
    part = models.PositiveIntegerField()
    first = models.UUIDField()
    last = models.UUIDField()
    families = models.BinaryField()

    class Meta:
        verbose_name_plural = "exported families"
        ordering = ["part"]
        indexes = [models.Index(fields=["first", "last"], name="exported_between")]
        constraints = [models.UniqueConstraint(fields=["event", "part"], name="exported_part_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.part}"

    @property
    def ids(self) -> Iterator[UUID]:
        """The families of this part."""
        held = bytes(self.families)
        return (UUID(bytes=held[at : at + WIDTH]) for at in range(0, len(held), WIDTH))
