"""What the civil registry sends back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.fields import BytewiseCharField, SentenceField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import ChangeSet, Source

from .referral import Referral


class CivilAnswer(models.Model):
    """A file that answers a referral: what it says against the registry are the claims of its change set.

    Counts: `rows` of the referral that it answers, by verdict in `verdicts`, `missing` that it does not mention,
    `same` that say what stands already; of the `claims`, `asked` are questions; `told` rows were not read.
    `whole_before` of `people_before` people of the referral's region or list bore a whole number when it came.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("sedang dibaca")
        READ = "read", _("dibaca")
        UNREADABLE = "unread", _("tidak terbaca")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="answers")
    region_code = BytewiseCharField(max_length=13)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    change_set = models.OneToOneField(ChangeSet, null=True, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    verdicts = models.JSONField(default=dict)
    missing = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    people_before = models.PositiveIntegerField(default=0)
    whole_before = models.PositiveIntegerField(default=0)
    trouble = SentenceField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class AnswerLine(models.Model):
    """A row of an answer that is not taken, and why: the sentence is sealed under the answer's key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey(CivilAnswer, on_delete=models.PROTECT, related_name="lines")
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    sealed = models.BinaryField()

    @property
    def context(self) -> str:
        """What the sentence is bound to."""
        return f"intake.answer_line:{self.id.hex}"

    def __str__(self) -> str:
        return f"{self.sheet} baris {self.row}"
