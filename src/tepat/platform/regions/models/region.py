"""One province, regency or city, kecamatan, desa or kelurahan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.fields import BytewiseCharField


class Level(models.TextChoices):
    """The four levels, from the top."""

    PROVINCE = "province", _("Provinsi")
    REGENCY = "regency", _("Kabupaten/kota")
    DISTRICT = "district", _("Kecamatan")
    VILLAGE = "village", _("Desa/kelurahan")


class VillageKind(models.TextChoices):
    """What the first digit of a village's own number says: 1 kelurahan, 2 desa, 3 desa adat."""

    KELURAHAN = "kelurahan", _("Kelurahan")
    DESA = "desa", _("Desa")
    DESA_ADAT = "desa_adat", _("Desa adat")


class Region(models.Model):
    """A region by its Kemendagri code with dots; the code is the hierarchy ("64.08.01" lies in "64.08").

    A region that is no longer in force keeps its row, with the day it ended.
    """

    code = BytewiseCharField(primary_key=True, max_length=13)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=8, choices=Level)
    parent_code = BytewiseCharField(max_length=8, blank=True)
    kind = models.CharField(max_length=9, choices=VillageKind, blank=True)
    timezone = models.CharField(max_length=32)
    valid_from = models.DateField(null=True, help_text="Null: in force before our first reference.")
    valid_to = models.DateField(null=True, help_text="The first day it is no longer in force.")

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["parent_code"], name="region_parent")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
