"""A family: the unit that lists, decrees and programmes speak of."""

from django.db import models
from django.db.models import Q

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

from .version import Version

# Whether some member's NIK is in a state (Person.nik_status), by the column that says so: what lists are filtered by.
NIK_STATES = {"nik_blank": "", "nik_damaged": "damaged", "nik_shared": "shared"}


class Family(models.Model):
    """People who live and eat together, where they live, and how the last list ranked them.

    The columns are the current state; each follows from the versions. `sort_name` is the head's name
    normalised, what lists are ordered by. `desil` is the newest reading of the ministry's rank, never computed
    here. `kk_status` is the state of the family card's number, which itself is an IdentityNumber; `nik_blank`,
    `nik_damaged` and `nik_shared` say that some member's NIK is so. A family known only to its district stands at
    the district's code.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = BytewiseCharField(max_length=13)
    address = models.CharField(max_length=300, blank=True)
    rt = models.CharField(max_length=8, blank=True, default="", db_default="")
    rw = models.CharField(max_length=8, blank=True, default="", db_default="")
    head_name = models.CharField(max_length=150, blank=True)
    sort_name = BytewiseCharField(max_length=64)
    member_count = models.PositiveSmallIntegerField(default=0)
    nik_blank = models.BooleanField(default=False, db_default=False)
    nik_damaged = models.BooleanField(default=False, db_default=False)
    nik_shared = models.BooleanField(default=False, db_default=False)
    desil = models.PositiveSmallIntegerField(null=True)
    percentile = models.PositiveSmallIntegerField(null=True)
    updated_year = models.PositiveSmallIntegerField(null=True)
    verval_priority = models.CharField(max_length=40, blank=True)
    stunting_risk = models.CharField(max_length=40, blank=True)
    kk_status = models.CharField(max_length=16, blank=True, default="", db_default="")
    verified = models.TextField(blank=True, default="", db_default="")

    class Meta:
        verbose_name_plural = "families"
        indexes = [
            models.Index(fields=["region_code", "sort_name", "id"], name="family_by_region"),
            models.Index(fields=["sort_name", "id", "region_code"], name="family_by_name"),
            # A filter is read in the order of names as well, however few it leaves.
            models.Index(
                fields=["desil", "sort_name", "id", "region_code"],
                condition=Q(desil__isnull=False),
                name="family_by_desil",
            ),
            *(
                models.Index(
                    fields=["sort_name", "id", "region_code"],
                    condition=Q(**{state: True}),
                    name=f"family_{state}",
                )
                for state in NIK_STATES
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FamilyVersion(Version):
    """A fact about a family."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="versions")
