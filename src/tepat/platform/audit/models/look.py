"""One look at personal data."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tepat.platform.database.fields import BytewiseCharField


class Look(models.Model):
    """That somebody saw personal data on a page: a list as counts with its filter, one family or person by its id.

    The same page seen again by the same person within ten minutes is the same look, which `key` says. Kept apart
    from the chain, so that a page waits for no lock; each hour is sealed into the chain, and old ones are
    forgotten under a rule. `detail_text` holds the filter and how many were shown by region, and no name.
    """

    key = models.CharField(primary_key=True, max_length=32)
    chain = BytewiseCharField(max_length=5, blank=True)
    at = models.DateTimeField(db_index=True)
    page = models.CharField(max_length=40)
    region_code = BytewiseCharField(max_length=13, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=120)
    via = models.CharField(max_length=12, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    families = models.PositiveIntegerField()
    people = models.PositiveIntegerField(default=0)
    detail_text = models.TextField(default="{}")
    request_id = models.CharField(max_length=64, blank=True)
    ip = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ["at", "key"]
        indexes = [
            models.Index(fields=["actor", "at"], name="look_actor"),
            models.Index(
                fields=["subject_kind", "subject_id"], condition=~Q(subject_id=""), name="look_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.at}"

    @property
    def detail(self) -> dict[str, Any]:
        """The filter, how many by region, and for whom a deputy looked."""
        return dict(json.loads(self.detail_text))
