"""The families that are to be served, by a stored rule."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import Family, SourceRow

from .incoming_list import IncomingList


class TargetList(models.Model):
    """A list of families made from accepted batches by a stored rule; a P3KE list by the rule "as handed over".

    Version 1 is the list as handed over, which grows with every accepted batch. A later version holds those of
    its families that the rule chose on the day it was made, and never changes again once published. What the
    rule's parts mean stands in intake/targets/rules.py.
    """

    class Rule(models.TextChoices):
        AS_HANDED_OVER = "as_handed_over", _("sebagaimana diserahkan")
        BY_DESIL = "by_desil", _("menurut desil")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source_list = models.ForeignKey(IncomingList, on_delete=models.PROTECT, related_name="target_lists")
    region_code = BytewiseCharField(max_length=13)
    rule = models.CharField(max_length=24, choices=Rule.choices)
    version = models.PositiveSmallIntegerField(default=1)
    scale = models.CharField(max_length=32, blank=True)
    highest_desil = models.PositiveSmallIntegerField(null=True)
    as_of = models.DateField(null=True)
    areas = models.JSONField(default=list)
    exclusions = models.JSONField(default=list)
    legal_basis = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_list", "version"], name="one_target_list_a_version"),
            models.CheckConstraint(
                condition=~Q(rule="by_desil")
                | (Q(highest_desil__isnull=False, as_of__isnull=False) & ~Q(scale="") & ~Q(legal_basis="")),
                name="target_rule_says_all",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ListEntry(models.Model):
    """A family on a target list, and the row that put it there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target_list = models.ForeignKey(
        TargetList, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="list_entries")
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target_list", "family"], name="one_entry_a_family")]

    def __str__(self) -> str:
        return str(self.id)
