"""Who lived in which family, when."""

from django.db import models
from django.db.models import Q

from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet
from .family import Family
from .person import Person
from .source_row import SourceRow


class Membership(models.Model):
    """A person's place in a family, ended and never deleted when the person leaves it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=40, blank=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_by = models.ForeignKey(
        ChangeSet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["person"], condition=Q(ended_by__isnull=False), name="membership_ended_of_person"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_by__isnull=True), name="one_family_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.relation
