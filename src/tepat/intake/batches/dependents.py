"""What would lose its ground if a batch were taken back, in sentences.

Answered before the transaction that decides: where anything came after the batch, whole tables are read, and
SQLite lets nobody write meanwhile. The decision only asks whether anything came since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.intake.models import Batch, BatchRow, PackRound, TargetList
from tepat.platform.regions.clock import local
from tepat.registry.models import ChangeSet, ExternalId, FamilyHold
from tepat.registry.services.reversing import later_sets

_BUILT: tuple[Any, ...] = (ChangeSet, PackRound, TargetList, FamilyHold)


@dataclass(frozen=True)
class Dependence:
    """What depends on a batch, in a sentence, or nothing; `newest` of what may do so when it was looked up."""

    sentence: str
    newest: tuple[Any, ...]

    @property
    def still_all(self) -> bool:
        """Whether nothing came since."""
        return self.newest == _newest()


def what_depends_on(batch: Batch) -> Dependence:
    """Whether the batch may be withdrawn, looked up now."""
    newest = _newest()
    return Dependence(next(_dependents(batch), ""), newest)


def sets_of(batch: Batch) -> list[ChangeSet]:
    """The batch's change sets: one for each time that rows of it were accepted."""
    return list(ChangeSet.objects.filter(source=batch.source_id, kind="import"))


def _newest() -> tuple[Any, ...]:
    return tuple(
        model._default_manager.order_by("-id").values_list("id", flat=True).first() for model in _BUILT
    )


def _dependents(batch: Batch) -> Iterator[str]:
    """All of it; the first is enough to refuse."""
    change_sets = sets_of(batch)
    if not change_sets:
        return
    since = batch.decided_at or batch.created_at
    rounds = PackRound.objects.filter(target_list__source_list=batch.list_id, created_at__gte=since)
    if sent := rounds.order_by("id").first():
        yield _("Paket desa dengan surat %(number)s sudah dibuat dari daftar ini.") % {
            "number": sent.letter_number
        }
    made = TargetList.objects.filter(source_list=batch.list_id, version__gt=1, created_at__gte=since)
    if target := made.order_by("id").first():
        yield _("Daftar sasaran versi %(n)s sudah dibuat dari daftar ini.") % {"n": target.version}
    others = Batch.objects.filter(
        region_code=batch.region_code, scheme=batch.scheme, accepted__gt=0, id__gt=batch.id
    )
    own = BatchRow.objects.filter(batch=batch, state=BatchRow.State.ACCEPTED).exclude(
        subject=BatchRow.COMPARED
    )
    for later in others.exclude(scheme="").select_related("list"):
        keys = BatchRow.objects.filter(
            batch=later, state=BatchRow.State.ACCEPTED, family_key=OuterRef("family_key")
        )
        if own.filter(Exists(keys)).exists():
            yield _("Batch %(name)s, %(when)s, menyebut keluarga yang sama.") % {
                "name": later.list.name, "when": _moment(later.created_at, batch.region_code),
            }  # fmt: skip
    brought = ExternalId.objects.filter(family=OuterRef("family"), change_set__in=change_sets)
    held = FamilyHold.objects.filter(Exists(brought), lifted_at__isnull=True).select_related("by")
    if hold := held.order_by("id").first():
        yield _("Satu keluarganya dipertahankan oleh %(who)s: %(reason)s.") % {
            "who": hold.by.full_name or hold.by.username, "reason": hold.reason.rstrip("."),
        }  # fmt: skip
    for later_set in later_sets(change_sets):
        yield _("Keluarga atau anggotanya sudah diubah lagi oleh %(who)s, %(when)s.") % {
            "who": later_set.by.full_name or later_set.by.username,
            "when": _moment(later_set.begun_at, batch.region_code),
        }


def _moment(when: datetime, region_code: str) -> str:
    return date_format(local(when, region_code), "j F Y H:i")
