"""Which columns of the families' list a person wants to see."""

from django.conf import settings
from django.db import models


class ColumnChoice(models.Model):
    """The columns that one person chose, by their codes (registry/family_columns.py); the page orders them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    columns = models.JSONField(default=list)

    def __str__(self) -> str:
        return ", ".join(self.columns)
