"""Data keys, wrapped."""

from uuid import UUID

from django.db import models

from tepat.platform.database.ids import uuid7


class DataKey(models.Model):
    """A key for one purpose, e.g. "source:<id>", wrapped under the master key; gone for good once destroyed.

    `master_key_id` and `index_key_id` name the installation's keys of that day, so that a wrong pair is
    noticed before anything is sealed or searched under it.

    The secret can be renewed: tokens then begin with `token_id` instead of the key's own id, and `old_wrapped`
    opens those that begin with `old_token_id` until all of them are sealed anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=64, unique=True)
    wrapped = models.BinaryField()
    master_key_id = models.CharField(max_length=8)
    index_key_id = models.CharField(max_length=8)
    token_id = models.UUIDField(null=True)
    renewed_at = models.DateTimeField(null=True)
    old_wrapped = models.BinaryField(default=bytes)
    old_token_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(wrapped=b"", old_wrapped=b""),
                name="destroyed_key_is_empty",
            )
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def erased(self) -> bool:
        """Whether nothing sealed under it can be read any more."""
        return self.destroyed_at is not None

    @property
    def head(self) -> UUID:
        """What its tokens begin with."""
        return self.token_id or self.id
