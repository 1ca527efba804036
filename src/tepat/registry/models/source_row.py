"""One row of a file, exactly as it stood there."""

from uuid import UUID

from django.db import models

from tepat.platform.database.ids import uuid7

from .source import Source


def raw_context(file_id: UUID, sheet: str, row: int) -> str:
    """What the sealed cells of a row are bound to: the place they stood."""
    return f"source_row:{file_id.hex}:{sheet}:{row}"


class SourceRow(models.Model):
    """A row of a sheet, never changed: the place it stood and its sealed cells.

    `raw` is the sealed JSON of every cell with its type, columns unknown to the layout included. `row` is the
    number that the spreadsheet shows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="rows", db_index=False)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False)
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    raw = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "sheet", "row"], name="one_source_row_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} baris {self.row}"
