"""Codes that other institutions give the same regions."""

from django.db import models

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class RegionCrosswalk(models.Model):
    """One region's code in another scheme ("bps"). Until `checked`, screens say "perlu diperiksa"."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.CharField(max_length=16)
    their_code = BytewiseCharField(max_length=13)
    our_code = BytewiseCharField(max_length=13)
    source = models.CharField(max_length=200)
    checked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "their_code"], name="crosswalk_their_code_once"),
        ]
        indexes = [models.Index(fields=["scheme", "our_code"], name="crosswalk_ours")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.their_code} = {self.our_code}"
