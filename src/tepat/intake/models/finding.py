"""What a check says of a row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.platform.database.fields import BytewiseCharField

from .batch import Batch
from .batch_row import BatchRow
from .correction import Correction


class Finding(models.Model):
    """One check's word on one row and column: severity, and sealed: the value and the detail,
    and where there is one the proposal, a canonical value for `column` of the row, with its confidence.

    The sentence is made of them when somebody reads it, in his language (engine/checks/checks.yaml).
    `confidence` is null where nothing that could be taken is proposed. A finding is open until a correction
    decides on it.
    """

    class Severity(models.TextChoices):
        NOTE = "note", _("catatan")
        WARNING = "warning", _("peringatan")
        HOLD = "hold", _("tahan")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "terbuka")
        MENDED = "mended", pgettext_lazy("finding", "diperbaiki")
        LEFT = "left", pgettext_lazy("finding", "dibiarkan")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="findings", db_index=False)
    row = models.ForeignKey(BatchRow, on_delete=models.PROTECT, related_name="findings")
    check_id = models.CharField(max_length=12)
    column = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    region_code = BytewiseCharField(max_length=13, blank=True)
    detail = models.BinaryField()
    confidence = models.FloatField(null=True)
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.OPEN, db_default=State.OPEN.value
    )
    decided_in = models.ForeignKey(Correction, null=True, on_delete=models.PROTECT, related_name="findings")

    class Meta:
        indexes = [
            models.Index(fields=["batch", "check_id", "region_code", "id"], name="finding_by_check"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_in__isnull=True)
                | ~Q(state="open") & Q(decided_in__isnull=False),
                name="finding_decided_by_a_correction",
            ),
        ]

    def __str__(self) -> str:
        return self.check_id
