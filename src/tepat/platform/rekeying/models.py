"""Changes of the keys, and how far each is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tepat.platform.database.ids import uuid7


class KeyChange(models.Model):
    """One change of the keys, from the moment the new ones are in use until the old ones are gone.

    `renews` says that the data keys are new too, so that everything is sealed anew: it stands at `place`, after
    the row `after`, `done` values behind it. One at a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    renews = models.BooleanField()
    place = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=36, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    resealed_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(resealed_at__isnull=False), name="retired_after_resealing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d}"
