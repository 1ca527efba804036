"""What a list or a returned pack says against a verified value."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.platform.database.fields import SentenceField
from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet
from .family import Family
from .person import Person
from .source_row import SourceRow


class Claim(models.Model):
    """A value that a source gives a field of a family, its dwelling or a person, kept beside the verified one.

    `field` is one of fields.py, `value` as the registry would hold it; of a number its blind index, the number itself
    is `sealed`. `remark` is what the checks say of it, `severity` how grave that is; QUESTION for one that is to be
    looked at by itself and never accepted with others. `state` follows from the newest
    decision, unless the source itself took the claim back.
    """

    QUESTION = "question"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("claim", "menunggu")
        ACCEPTED = "accepted", pgettext_lazy("claim", "diterima")
        REFUSED = "refused", pgettext_lazy("claim", "ditolak")
        PUT_AWAY = "put_away", pgettext_lazy("claim", "disisihkan")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="claims")
    field = models.CharField(max_length=40)
    value = models.JSONField()
    sealed = models.BinaryField(null=True)
    severity = models.CharField(max_length=8, blank=True, default="", db_default="")
    remark = SentenceField(blank=True, default="", db_default="")
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="claims")
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="claim_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, family__isnull=True)
                | Q(person__isnull=True, family__isnull=False),
                name="claim_of_one_subject",
            )
        ]

    def __str__(self) -> str:
        return self.field

    @property
    def seal_context(self) -> str:
        """What a sealed number is bound to."""
        return f"registry.claim:{self.id.hex}"


class ClaimDecision(models.Model):
    """That a person accepted or refused a claim, or took such a decision back: who and when its change set says."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("diterima")
        REFUSED = "refused", pgettext_lazy("claim", "ditolak")
        UNDONE = "undone", _("dibatalkan")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "change_set"], name="one_decision_a_change_set")
        ]

    def __str__(self) -> str:
        return self.verdict
