"""Who holds which role where, and for how long."""

from django.conf import settings
from django.db import models

from tepat.platform.accounts.roles import ROLES, Role
from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class RoleAssignment(models.Model):
    """A person's role in a region from a day on.

    Days are the region's own. `valid_to` is the first day it no longer holds, null while open; ended lines
    stay, so that it can be told who held what on any day. A line with `acting_for` is a deputy's: the role of
    somebody else, until a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_assignments"
    )
    role_code = models.CharField(max_length=32)
    region_code = BytewiseCharField(max_length=13)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy_assignments",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="role_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(acting_for__isnull=True)
                | (models.Q(valid_to__isnull=False) & ~models.Q(acting_for=models.F("user"))),
                name="deputy_is_another_until_a_day",
            ),
            models.UniqueConstraint(
                fields=["user", "role_code", "region_code"],
                condition=models.Q(valid_to__isnull=True),
                name="one_open_role_a_region",
            ),
        ]
        indexes = [models.Index(fields=["region_code"], name="role_region")]

    def __str__(self) -> str:
        return f"{self.role_code} {self.region_code}"

    @property
    def role(self) -> Role:
        """What the role may do."""
        return ROLES[self.role_code]
