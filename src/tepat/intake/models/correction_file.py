"""A file of held rows that came back corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.db import models

from tepat.engine.sentences import Sentence
from tepat.platform import crypto
from tepat.platform.database.fields import SentenceField

from .correction import Correction


@dataclass(frozen=True)
class Told:
    """A row of the file that was not written: where it stands, and why."""

    sheet: str
    row: int
    sentence: Sentence

    def kept(self) -> Sequence[str | int]:
        """As it is kept, sealed: a sentence may repeat what stands in the row."""
        return self.sheet, self.row, self.sentence.kept()


class CorrectionFile(models.Model):
    """A workbook of held rows given back, and what became of its rows; `finished_at` once all were looked at.

    Counts: rows `saved`, of which `freed` may go in now; `missing` held rows that the file does not have; `told` rows
    that were not written, of which `sealed` says the first. `trouble` is why the file could not be read.
    """

    correction = models.OneToOneField(
        Correction, primary_key=True, on_delete=models.PROTECT, related_name="file"
    )
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    saved = models.PositiveIntegerField(default=0)
    freed = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField(default=bytes)
    trouble = SentenceField(blank=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.correction_id)

    @property
    def context(self) -> str:
        """What the sealed lines are bound to."""
        return f"correction_file:{self.correction_id.hex}"

    def lines(self, opener: crypto.Sealer) -> list[Told]:
        """What is said of rows, in the order in which they were looked at."""
        if not self.sealed:
            return []
        kept = orjson.loads(opener.open(self.context, bytes(self.sealed)))
        return [Told(sheet, row, Sentence.read(sentence)) for sheet, row, sentence in kept]
