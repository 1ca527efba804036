"""Files as they came, sealed."""

from django.conf import settings
from django.db import models

from tepat.platform.database.ids import uuid7


class StoredFile(models.Model):
    """A file kept sealed under a data key, at a path named by its content.

    `name` is what the giver called it, `sha256` is of the plain content. The path is relative to the data
    folder.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    data_key = models.ForeignKey("crypto.DataKey", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "data_key"], name="one_file_a_content_and_key")
        ]

    def __str__(self) -> str:
        return self.name
