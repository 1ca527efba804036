"""A table of a batch that no layout knows."""

from django.db import models

from tepat.platform.database.ids import uuid7

from .batch_file import BatchFile


class UnknownTable(models.Model):
    """A sheet whose columns somebody must name before its batch can be read.

    `content` is sealed: its headers and first rows, as far as naming them needs it. Gone once they were named.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(BatchFile, on_delete=models.PROTECT, related_name="unknown_tables")
    sheet = models.CharField(max_length=100, blank=True)
    header_row = models.PositiveIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def context(self) -> str:
        """What the content is bound to."""
        return f"intake.unknown_table:{self.id.hex}"
