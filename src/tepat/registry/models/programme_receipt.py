"""What a list said of aid received."""

from django.db import models
from django.db.models import Q

from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet
from .family import Family
from .person import Person
from .source_row import SourceRow


class ProgrammeReceipt(models.Model):
    """A list said that this family or person receives a programme, in the period of the list.

    Only "yes" makes a row; a stated "no" stays in the source row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="receipts")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="receipts")
    programme = models.CharField(max_length=24)
    period = models.CharField(max_length=16, blank=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, family__isnull=True)
                | Q(person__isnull=True, family__isnull=False),
                name="receipt_of_one_subject",
            )
        ]

    def __str__(self) -> str:
        return self.programme
