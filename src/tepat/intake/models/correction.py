"""What people changed in rows on their way in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.ids import uuid7

from .batch import Batch
from .batch_row import BatchRow


class Correction(models.Model):
    """One decision of one person about rows of a batch: proposals taken or left, or values filled in.

    `chosen` is the filter by which proposals were taken. `done` of `total` is how far it has been carried out,
    `reached` where the next step begins. Undoing is a correction too, which names the one that it undoes.
    """

    class Kind(models.TextChoices):
        TAKEN = "taken", _("menerima usulan")
        LEFT = "left", _("membiarkan usulan")
        TYPED = "typed", _("mengisi baris tertahan")
        FILE = "file", _("mengunggah perbaikan")
        UNDO = "undo", _("membatalkan perbaikan")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    chosen = models.JSONField(default=dict)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="correction_done_within_total"),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | ~Q(kind="undo") & Q(undoes__isnull=True),
                name="correction_undo_names_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"


class RowCorrection(models.Model):
    """That a field of a row was changed, never altered: sealed, what the row said before and what it says since.

    The source row stays as it came. `finding` is the one whose proposal was taken.
    """

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="rows", db_index=False)
    row = models.ForeignKey(BatchRow, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=40)
    old = models.BinaryField()
    new = models.BinaryField()
    finding = models.ForeignKey(
        "intake.Finding", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["correction", "id"], name="row_correction_next")]

    def __str__(self) -> str:
        return self.field
