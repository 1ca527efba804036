"""What a village sends back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tepat.platform.database.fields import BytewiseCharField, SentenceField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import ChangeSet, Source, SourceRow

from .pack import Pack, PackRound


class PackReturn(models.Model):
    """A workbook given back for a pack of a round; which pack it is of is known once it was read.

    Its file and rows are sealed under its source's key. `region_code` is the pack's region, until then the region of
    whoever gave it. Counts: `rows` of the pack that came back and `missing` that did not, `filled` cells that say more
    than was sent, of which `claims` wait for a decision; `told` troubles, `new` rows that the pack
    does not name (Addition).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("sedang dibaca")
        READ = "read", _("dibaca")
        UNREADABLE = "unread", _("tidak terbaca")
        REPLACED = "replaced", _("diganti yang lebih baru")
        PUT_AWAY = "put_away", _("disisihkan")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(PackRound, on_delete=models.PROTECT, related_name="returns")
    pack = models.ForeignKey(Pack, null=True, on_delete=models.PROTECT, related_name="returns")
    region_code = BytewiseCharField(max_length=13)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    change_set = models.OneToOneField(ChangeSet, null=True, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    trouble = SentenceField(blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.region_code


class ReturnedLine(models.Model):
    """A line of a return that is neither claim nor addition: a trouble, or a remark of the village.

    `sealed` holds what it says and the row's cells, under the return's key.
    """

    class Kind(models.TextChoices):
        TOLD = "told", _("perlu dilihat")
        REMARK = "remark", _("keterangan desa")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack_return = models.ForeignKey(PackReturn, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField(default=0)
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sealed = models.BinaryField()

    @property
    def context(self) -> str:
        """What the content is bound to."""
        return f"intake.returned_line:{self.id.hex}"

    def __str__(self) -> str:
        return f"{self.sheet} baris {self.row}"
