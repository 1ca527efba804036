"""Files received together, on their way into the registry."""

import builtins
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.engine.sentences import Sentence
from tepat.platform.database.fields import BytewiseCharField, SentenceField
from tepat.platform.database.ids import uuid7
from tepat.registry.models import ChangeSet, Source

from .incoming_list import IncomingList


class Batch(models.Model):
    """A hand-over of one or more files and the account of every row in them.

    Rows in are pending, accepted, held, refused or withdrawn, and nothing else, at all times; the database refuses any
    other sum. Which state follows which stands in intake/transitions.py. `layout` is what the files were forced
    to be read as, `scheme` whose keys their families and people have (p3ke, dtsen, …). `notes` are what was left
    out when the files came in (a letter in an archive of tables), each a Sentence as it is kept.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("diunggah")
        READING = "reading", _("sedang dibaca")
        CHECKED = "checked", _("diperiksa · belum diterima")
        ACCEPTING = "accepting", _("sedang diterima")
        ACCEPTED = "accepted", _("diterima")
        REOPENED = "reopened", _("diterima · ada baris menyusul")
        CORRECTING = "correcting", _("sedang diperbaiki")
        REFUSING = "refusing", _("sedang ditolak")
        REFUSING_HELD = "refusing_held", _("baris tertahan sedang ditolak")
        REFUSED = "refused", pgettext_lazy("batch", "ditolak")
        UNREADABLE = "unreadable", _("tidak terbaca")
        WITHDRAWING = "withdrawing", _("sedang ditarik kembali")
        WITHDRAWN = "withdrawn", _("ditarik kembali")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    list = models.ForeignKey(IncomingList, on_delete=models.PROTECT, related_name="batches")
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="batch")
    region_code = BytewiseCharField(max_length=13)
    layout = models.CharField(max_length=60, blank=True)
    scheme = models.CharField(max_length=16, blank=True, default="p3ke", db_default="p3ke")
    state = models.CharField(max_length=16, choices=State.choices, default=State.UPLOADED)
    trouble = SentenceField(blank=True)
    notes = models.JSONField(default=builtins.list)  # `list` is the field above
    rows_in = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0, db_default=0)
    families = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    change_set = models.OneToOneField(ChangeSet, null=True, on_delete=models.PROTECT, related_name="batch")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["region_code", "-created_at"], name="batch_by_region")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_in=F("pending") + F("accepted") + F("held") + F("refused") + F("withdrawn")),
                name="batch_rows_add_up",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(pending=0), name="accepted_batch_has_none_pending"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="batch_decided_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(pending=0, held=0), name="refused_batch_has_none_left"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(pending=0, accepted=0, held=0),
                name="withdrawn_batch_has_none_left",
            ),
        ]

    @property
    def told(self) -> Sequence[Sentence]:
        """The notes, to be said in the reader's language."""
        return [Sentence.read(note) for note in self.notes]

    def __str__(self) -> str:
        return str(self.id)
