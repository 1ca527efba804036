"""How a code went over into another."""

from django.db import models

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7


class RegionSuccession(models.Model):
    """The region that was `old_code` is `new_code` since a day; several lines of one old code are a split."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    old_code = BytewiseCharField(max_length=13)
    new_code = BytewiseCharField(max_length=13)
    since = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old_code", "new_code"], name="succession_once"),
            models.CheckConstraint(
                condition=~models.Q(old_code=models.F("new_code")), name="succession_changes_the_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"
