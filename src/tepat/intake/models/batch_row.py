"""A row on its way into the registry."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.platform.database.fields import BytewiseCharField
from tepat.registry.models import SourceRow

from .batch import Batch


class BatchRow(models.Model):
    """What a source row says in the registry's fields, and whether it may go in.

    `values` is sealed JSON under the source's data key. `family_key` is the layout's key, or a blind index
    where an office used a KK number as key. A row of a comparison list (`subject` "compared") has no key and
    makes no family: accepted, it is kept to be compared with.
    """

    COMPARED = "compared"

    class State(models.TextChoices):
        PENDING = "pending", _("menunggu")
        ACCEPTED = "accepted", _("diterima")
        HELD = "held", _("tertahan")
        REFUSED = "refused", pgettext_lazy("batch", "ditolak")
        WITHDRAWN = "withdrawn", _("ditarik kembali")

    source_row = models.OneToOneField(
        SourceRow, primary_key=True, on_delete=models.PROTECT, related_name="batch_row"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows", db_index=False)
    subject = models.CharField(max_length=8)
    state = models.CharField(max_length=9, choices=State.choices)
    family_key = BytewiseCharField(max_length=80, blank=True)
    person_key = BytewiseCharField(max_length=80, blank=True)
    region_code = BytewiseCharField(max_length=13, blank=True)
    values = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "family_key"], name="batch_row_next")]

    def __str__(self) -> str:
        return f"{self.subject} {self.state}"
