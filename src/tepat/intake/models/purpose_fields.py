"""Which fields a family must have for a purpose, as an office says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class PurposeFields(models.Model):
    """The fields that a region's office asks for a purpose from a day on; the next line of the region ends it.

    It holds in the region and in all below it that say nothing themselves. A line without fields gives the purpose
    back to what the region above says, in the end to the fields that Tepat brings.
    """

    class Purpose(models.TextChoices):
        VERIFY = "verify", _("diverifikasi")
        DECREE = "decree", _("ditetapkan")
        PAY = "pay", _("dibayar")
        MATCH = "match", _("dipadankan")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = BytewiseCharField(max_length=13)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    fields = models.JSONField()
    valid_from = models.DateField()
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "purpose fields"
        indexes = [models.Index(fields=["region_code", "purpose"], name="purpose_fields_of_region")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="purpose_fields_have_a_reason")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.valid_from}"
