"""The names by which others know our families and people."""

from django.db import models
from django.db.models import Q

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet
from .family import Family
from .person import Person


class ExternalId(models.Model):
    """A key that a ministry's list uses, e.g. scheme "p3ke.family@64.08": what a known row is updated by.

    It goes when the change set that gave it is reversed; the list's row keeps saying it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.CharField(max_length=32)
    value = BytewiseCharField(max_length=80)
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="external_ids")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="external_ids")
    change_set = models.ForeignKey(
        ChangeSet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "scheme"], name="one_subject_an_external_id"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, family__isnull=True)
                | Q(person__isnull=True, family__isnull=False),
                name="external_id_of_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"
