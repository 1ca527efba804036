"""Whether a family that a newer list does not name any more keeps its place."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.ids import uuid7
from tepat.registry.models import Family, SourceRow

from .batch import Batch
from .target_list import TargetList


class Departure(models.Model):
    """A question that a batch raises: it names others of the village, and this family of the list no more.

    A person answers it. Left, the family's place on the list as handed over is taken away and remembered here
    (`source_row` is the row that had put it there), so that the answer can be taken back.
    """

    class State(models.TextChoices):
        OPEN = "open", _("menunggu jawaban")
        LEFT = "left", _("keluar dari daftar")
        STAYS = "stays", _("tetap dalam daftar")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="departures", db_index=False)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="departures")
    target_list = models.ForeignKey(TargetList, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="departure_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "family"], name="one_departure_a_batch_and_family"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(by__isnull=False, at__isnull=False) & ~Q(reason="")),
                name="departure_answered_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.state
