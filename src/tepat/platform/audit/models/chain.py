"""The head of one chain."""

from django.db import models

from tepat.platform.database.fields import BytewiseCharField


class AuditChain(models.Model):
    """The last number and hash of a regency's chain; its row is the lock that puts events in order."""

    chain = BytewiseCharField(primary_key=True, max_length=5)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.chain or 'nasional'} #{self.seq}"
