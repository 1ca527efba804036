"""NIK and KK numbers, each as it was given."""

from django.db import models
from django.db.models import Q

from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet
from .family import Family
from .person import Person
from .source_row import SourceRow


class IdentityNumber(models.Model):
    """A number given for a person (NIK) or a family (KK), sealed, with a blind index for exact search.

    Numbers are attributes with a history, never keys. `usable` is true only for a whole number that one
    person alone bears: only these take part in matching. A blank or placeholder number makes no row at all.
    """

    class Kind(models.TextChoices):
        NIK = "nik", "NIK"
        KK = "kk", "No. KK"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=3, choices=Kind.choices)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="numbers")
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="numbers")
    sealed = models.BinaryField()
    index = models.CharField(max_length=32)
    status = models.CharField(max_length=16)
    usable = models.BooleanField(default=False)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_by = models.ForeignKey(
        ChangeSet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["index"], name="number_by_index")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, family__isnull=True, kind="nik")
                | Q(person__isnull=True, family__isnull=False, kind="kk"),
                name="number_of_one_subject",
            )
        ]

    def __str__(self) -> str:
        return self.kind
