"""Words by which a family is found."""

from django.db import models

from tepat.platform.database.fields import BytewiseCharField

from .family import Family


class SearchToken(models.Model):
    """One normalised word of a name borne in the family, with what a result page needs beside it.

    The index holds all columns, so that a search reads it in order, page by page, and nothing else. Derived:
    rebuilt from the names.
    """

    token = BytewiseCharField(max_length=32)
    sort_name = BytewiseCharField(max_length=64)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="search_tokens")
    region_code = BytewiseCharField(max_length=13)

    class Meta:
        indexes = [
            models.Index(fields=["token", "sort_name", "family", "region_code"], name="token_in_order"),
        ]

    def __str__(self) -> str:
        return self.token
