"""What is sent to the villages to be completed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tepat.platform.crypto.models import DataKey
from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

from .target_list import TargetList


class PackRound(models.Model):
    """One sending-out of a list: a pack for each of its villages or districts, under one covering letter.

    `areas` are the codes of those it goes to; none for all of the list.
    """

    class Level(models.TextChoices):
        VILLAGE = "village", _("Desa/kelurahan")
        DISTRICT = "district", _("Kecamatan")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target_list = models.ForeignKey(TargetList, on_delete=models.PROTECT, related_name="pack_rounds")
    region_code = BytewiseCharField(max_length=13)
    level = models.CharField(max_length=8, choices=Level.choices)
    letter_number = models.CharField(max_length=100)
    letter_day = models.DateField()
    due_day = models.DateField()
    office = models.CharField(max_length=120)
    signer = models.CharField(max_length=120)
    signer_title = models.CharField(max_length=120)
    areas = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    total = models.PositiveIntegerField(default=0)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_day__gte=models.F("letter_day")), name="pack_due_after_the_letter"
            )
        ]

    def __str__(self) -> str:
        return self.letter_number


class Pack(models.Model):
    """One village's or district's workbook, printed list and letter, sealed under the round's key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(PackRound, on_delete=models.PROTECT, related_name="packs")
    region_code = BytewiseCharField(max_length=13)
    families = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    workbook = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "region_code"], name="one_pack_a_region")]

    def __str__(self) -> str:
        return self.region_code


class PackFetch(models.Model):
    """That somebody fetched a file of a pack; each time is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="fetches")
    kind = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "pack fetches"

    def __str__(self) -> str:
        return self.kind
