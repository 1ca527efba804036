"""Families and members that a village wrote below the list of its pack."""

from django.db import models
from django.utils.translation import pgettext_lazy

from tepat.platform.database.fields import BytewiseCharField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import ChangeSet, Family, SourceRow

from .pack_return import PackReturn


class Addition(models.Model):
    """A family or a member that the pack did not name; an officer accepts it into the registry or refuses it.

    A member belongs to a `family` of the registry, or to one written new on the same workbook (`home`); once accepted,
    `family` is where it came to. `stuck` says that it cannot be accepted as it was written. `index` is the blind index
    of what the row says; the row's values and what the checks say of it are `sealed` under the return's key.
    """

    class Subject(models.TextChoices):
        FAMILY = "family", pgettext_lazy("addition", "keluarga")
        PERSON = "person", pgettext_lazy("addition", "anggota")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("addition", "menunggu")
        ACCEPTED = "accepted", pgettext_lazy("addition", "diterima")
        REFUSED = "refused", pgettext_lazy("addition", "ditolak")
        PUT_AWAY = "put_away", pgettext_lazy("addition", "disisihkan")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack_return = models.ForeignKey(PackReturn, on_delete=models.PROTECT, related_name="additions")
    subject = models.CharField(max_length=6, choices=Subject.choices)
    region_code = BytewiseCharField(max_length=13)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    home = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="members")
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="additions")
    source_row = models.OneToOneField(SourceRow, on_delete=models.PROTECT, related_name="+")
    stuck = models.BooleanField(default=False)
    index = models.CharField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="addition_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject="person") | models.Q(home__isnull=True),
                name="addition_of_a_family_is_its_own_home",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(family__isnull=False),
                name="addition_accepted_is_in_a_family",
            ),
        ]

    @property
    def context(self) -> str:
        """What the content is bound to."""
        return f"intake.addition:{self.id.hex}"

    def __str__(self) -> str:
        return self.subject


class AdditionDecision(models.Model):
    """That a person accepted or refused an addition: who, when and why its change set says.

    It stands as long as no other set reverses that one.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("addition", "diterima")
        REFUSED = "refused", pgettext_lazy("addition", "ditolak")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    addition = models.ForeignKey(Addition, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="additions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["addition", "change_set"], name="one_verdict_an_act")]

    def __str__(self) -> str:
        return self.verdict
