"""One sheet of one file of a batch."""

from django.db import models
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.platform.database.ids import uuid7

from .batch import Batch


class BatchFile(models.Model):
    """A file as it was uploaded, in its place among the batch's files."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="one_file_a_position")]

    def __str__(self) -> str:
        return str(self.id)


class BatchSheet(models.Model):
    """A sheet recognised by its headers, and how many of its rows have been written so far.

    `notes` are what was noticed in it and is no fault (engine/reading/notes.py), each a Sentence as it is kept.

    With the layout "" it is a sheet that was not recognised: `rows_in` of its rows hold something, none is
    read, and none is part of the batch's account.

    `rows_written` grows in the transaction that writes the rows: where reading goes on after a kill.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(BatchFile, on_delete=models.PROTECT, related_name="sheets")
    name = models.CharField(max_length=100)
    layout = models.CharField(max_length=60)
    subject = models.CharField(max_length=8)
    header_row = models.PositiveIntegerField()
    unknown_headers = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    rows_in = models.PositiveIntegerField()
    rows_written = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "name"], name="one_sheet_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> list[Sentence]:
        """The notes, to be said in the reader's language."""
        return [Sentence.read(note) for note in self.notes]

    @property
    def layout_title(self) -> str:
        """What the sheet was recognised as, in the office's words."""
        if not self.layout:
            return _("tidak dikenali")
        from tepat.intake.known_layouts import known_layout  # knows the models, this one among them

        known = known_layout(self.layout)
        return str(known.title) if known else self.layout
