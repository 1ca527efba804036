"""Families handed to one person to work on."""

from django.conf import settings
from django.db import models

from tepat.platform.database.ids import uuid7

from .family import Family


class FamilyGrant(models.Model):
    """Leave for one user to see one family until a date: how enumerators and programme officers see any."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="grants")
    until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "family"], name="one_grant_a_family")]

    def __str__(self) -> str:
        return str(self.id)
