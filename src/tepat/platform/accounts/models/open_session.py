"""Where somebody is logged in."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, QuerySet
from django.utils import timezone

from tepat.platform.database.ids import uuid7


class OpenSessionManager(models.Manager["OpenSession"]):
    """Knows which rows stand for a session that still holds."""

    def holding(self) -> QuerySet["OpenSession"]:
        """Not ended by the person or an administrator, nor by the limits of accounts/middleware.py."""
        now = timezone.now()
        return self.filter(
            generation=F("user__session_generation"),
            seen_at__gt=now - timedelta(minutes=settings.TEPAT_SESSION_IDLE_MINUTES),
            begun_at__gt=now - timedelta(hours=settings.TEPAT_SESSION_HOURS),
        )


class OpenSession(models.Model):
    """A browser in which a person came in, with as much of its address as tells places apart.

    `generation` is that of the person's sessions when it was last seen: a higher one there has ended it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=40)
    generation = models.PositiveIntegerField()
    agent = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = OpenSessionManager()

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.begun_at:%Y-%m-%d %H:%M}"
