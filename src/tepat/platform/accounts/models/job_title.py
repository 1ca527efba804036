"""Job titles as data: what somebody is called at work. They give no right."""

from django.db import models


class JobTitle(models.Model):
    """A title of the field: puskesos operator, TKSK, Kasi Kesra desa …"""

    code = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=120)
    institution = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
