"""What a batch would change, counted before anybody accepts it."""

from django.db import models

from .batch import Batch


class ChangePreview(models.Model):
    """Families by region and kind of change, compared with the registry as it was at `begun_at`.

    `counts` are {region code: {kind of ListChange: families}}. Counted anew when asked for.
    """

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, primary_key=True, related_name="preview")
    counts = models.JSONField()
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.batch_id)
