"""What a batch changed of the list before it, family by family."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import Family

from .batch import Batch


class ListChange(models.Model):
    """One kind of change of one family by one batch, written as it is accepted and never changed.

    `facts` are what changed: [person id or null, field, before, after, source row id], as FieldChange tells them;
    none for a family that entered or left. `region_code` is where the family was on the day.
    """

    class Kind(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("list", "Masuk")
        LEFT = "left", pgettext_lazy("list", "Tidak disebut lagi")
        MOVED = "moved", _("Pindah desa")
        DESIL = "desil", _("Desil berubah")
        IDENTITY = "identity", _("Identitas berubah")
        OTHER = "other", _("Isian lain berubah")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="changes", db_index=False)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="list_changes", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    region_code = BytewiseCharField(max_length=13)
    facts = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["batch", "kind", "region_code", "id"], name="list_change_of_batch"),
            # Whole, so that SQLite does not look through all of the batch for one family.
            models.Index(fields=["family", "batch", "kind"], name="list_change_of_family"),
        ]

    def __str__(self) -> str:
        return self.kind
