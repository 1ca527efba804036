"""A change to many facts that is one act of one person."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7

from .source import Source

# Of facts: those whose change set no other set reverses. Only these count. Asked of the very column that is joined:
# PostgreSQL knows it for an anti-join then, and else expects one row where thousands come.
STANDS = Q(change_set__reversed_by__reverses__isnull=True)

if TYPE_CHECKING:
    from tepat.platform.accounts.models import User

# What people saw or decided: a field that such a set told last is verified, and no list changes it.
BINDING = frozenset({"visit", "correction", "decision", "civil_registry"})


class ChangeSet(models.Model):
    """Facts written together, in short transactions, and whole only once published.

    Until then what it touched is shown as "sedang diterima". A later set may reverse it as a whole. `reason` is
    why a person made it, where it was asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32)
    reason = models.TextField(blank=True, default="", db_default="")
    region_code = BytewiseCharField(max_length=13)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="change_sets")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="change_set_done_within_total"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(done=F("total")), name="change_set_published_whole"
            ),
        ]

    @classmethod
    def whole(
        cls,
        *,
        kind: str,
        region_code: str,
        by: "User",
        count: int,
        reason: str = "",
        source: Source | None = None,
    ) -> Self:
        """A set done in the transaction that begins it, not kept yet."""
        now = timezone.now()
        return cls(
            kind=kind,
            region_code=region_code,
            by=by,
            reason=reason,
            source=source,
            done=count,
            total=count,
            published_at=now,
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"
