"""A person on a list."""

from django.db import models
from django.db.models import Q

from tepat.platform.database.ids import uuid7

from .family import Family
from .version import Version


class Person(models.Model):
    """One person: name, birth, sex, work and schooling as last known, and the family lived in now.

    `family` follows from the memberships: it is empty when the last one ended and no list tells of another.
    Such a person is seen by those who see the family that was left.
    `nik_status` is the state of the current number (blank, sound, damaged, shared); the number itself is an
    IdentityNumber. `presence` says of somebody that he died or moved away, `presence_day` when, if known; blank is no
    such word. Values of coded fields are codes of engine/layouts/codes.yaml.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="people")
    relation = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=150, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=40, blank=True)
    marital = models.CharField(max_length=40, blank=True)
    occupation = models.CharField(max_length=40, blank=True)
    employment = models.CharField(max_length=40, blank=True)
    education = models.CharField(max_length=40, blank=True)
    schooling = models.CharField(max_length=40, blank=True, default="", db_default="")
    civil_match = models.CharField(max_length=40, blank=True)
    verval_priority = models.CharField(max_length=40, blank=True)
    presence = models.CharField(max_length=40, blank=True, default="", db_default="")
    presence_day = models.DateField(null=True)
    nik_status = models.CharField(max_length=16, blank=True)
    verified = models.TextField(blank=True, default="", db_default="")

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(family__isnull=False) | Q(relation=""), name="relation_within_a_family"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class PersonVersion(Version):
    """A fact about a person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="versions")
