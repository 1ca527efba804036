"""One event of the trail."""

import json
from typing import Any

from django.conf import settings
from django.db import models

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class AuditEvent(models.Model):
    """Who did what, where and when. Never changed, never removed: the database refuses both.

    `actor` is empty for the system. `via` is how it came in: web, cli or worker. `detail_text` is the exact
    text that was hashed; it holds no NIK, no KK number and no name of a family.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    chain = BytewiseCharField(max_length=5)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    region_code = BytewiseCharField(max_length=13, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120)
    via = models.CharField(max_length=12, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    detail_text = models.TextField(default="{}")
    request_id = models.CharField(max_length=64, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_one_event_a_number")]
        indexes = [
            models.Index(fields=["region_code", "id"], name="audit_region"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.chain or 'nasional'} #{self.seq} {self.action}"

    @property
    def detail(self) -> dict[str, Any]:
        """What the event says beyond who, what and where."""
        return dict(json.loads(self.detail_text))

    @property
    def kind(self) -> str:
        """The first word of the action: "batch" of "batch.accepted"."""
        return self.action.partition(".")[0]
