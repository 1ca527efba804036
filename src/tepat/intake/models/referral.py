"""What is sent to the civil registry to be looked up."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tepat.platform.crypto.models import DataKey
from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import Person

from .target_list import TargetList


class Referral(models.Model):
    """One file of people for the civil registry, and on what terms it left the house.

    `states` names, with spaces between, which people it took of the region, or of the list's families in it:
    blank, damaged, shared (numbers) and unmatched. The people are its rows; `file` is sealed under its key and
    there once the job has made it.
    """

    class Kind(models.TextChoices):
        MATCH = "match", _("Pencocokan nomor")
        ISSUE = "issue", _("Penerbitan nomor")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    region_code = BytewiseCharField(max_length=13)
    target_list = models.ForeignKey(TargetList, null=True, on_delete=models.PROTECT, related_name="referrals")
    states = models.CharField(max_length=60)
    purpose = models.CharField(max_length=300)
    recipient = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300)
    last_day = models.DateField()
    people = models.PositiveIntegerField(default=0)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.recipient


class ReferralRow(models.Model):
    """That a referral names a person: only of such does its answer speak."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="rows", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "person"], name="referred_once")]

    def __str__(self) -> str:
        return str(self.person_id)
