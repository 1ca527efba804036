"""Why a family keeps its place, whatever a newer list says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.ids import uuid7

from .family import Family


class FamilyHold(models.Model):
    """Something that depends on a family being where it is: no list takes it off or moves it until all are lifted.

    A case or a decree places one for as long as it is open; a person may place one by hand, with a reason.
    """

    class Kind(models.TextChoices):
        CASE = "case", _("dalam kasus yang terbuka")
        DECREE = "decree", _("dalam surat keputusan")
        HAND = "hand", _("dipertahankan petugas")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="hold_lifted_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
