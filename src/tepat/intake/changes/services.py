"""Keeping what a batch would change, and answering whether families that it does not name keep their place."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.intake.completeness.counting import settle_regions
from tepat.intake.models import Batch, ChangePreview, Departure, ListEntry
from tepat.intake.services.working import enqueue_preview
from tepat.intake.transitions import require
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.platform.jobs import Job, Run
from tepat.registry.services.touching import mark, regions_of

from .queries import Counts, held

AT_ONCE = 1_000
FORGOTTEN_AT_ONCE = 2_000


class AnswerRefused(Exception):
    """The question cannot be answered so; the message is shown to the user."""

    for_people = True


@transaction.atomic
def answer_departures(
    *, by: User, departures: QuerySet[Departure], stays: bool, reason: str, region_code: str
) -> int:
    """Answer at most AT_ONCE open questions: the families stay, or leave the list as handed over.

    Held families never leave. Raises AnswerRefused without a reason, and when nothing can be answered.
    """
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise AnswerRefused(_("Alasan belum diisi. Tulis dari mana Anda tahu, agar yang lain mengerti."))
    asked = departures.filter(state=Departure.State.OPEN)
    if not stays:
        kept = held(asked).count()
        asked = asked.exclude(id__in=held(asked).values("id"))
        if kept and not asked.exists():
            raise AnswerRefused(
                _("Keluarga yang dipertahankan tidak dapat keluar dari daftar. Buka keluarganya dan nyatakan "
                  "tidak perlu dipertahankan lagi, lalu jawab sekali lagi.")
            )  # fmt: skip
    # Read under the lock, by ids alone: two officers may answer at once.
    ids = list(asked.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    chosen = list(Departure.objects.select_for_update().filter(id__in=ids, state=Departure.State.OPEN))
    if not chosen:
        raise AnswerRefused(_("Tidak ada pertanyaan yang menunggu jawaban di sini. Muat ulang halamannya."))
    state = Departure.State.STAYS if stays else Departure.State.LEFT
    Departure.objects.filter(id__in=[one.id for one in chosen]).update(
        state=state, reason=reason, by=by, at=timezone.now()
    )
    if not stays:
        for target_list in {one.target_list_id for one in chosen}:
            families = [one.family_id for one in chosen if one.target_list_id == target_list]
            ListEntry.objects.filter(target_list=target_list, family__in=families).delete()
        touched = _touch(by, chosen)
    audit.record(
        by=by,
        action="departures.stay" if stays else "departures.leave",
        region=region_code,
        subject=("batch", chosen[0].batch_id),
        detail={"families": len(chosen), "reason": reason},
    )
    if not stays:
        settle_regions(touched)
    return len(chosen)


@transaction.atomic
def undo_answers(*, by: User, departures: QuerySet[Departure], region_code: str) -> int:
    """Open answered questions again, at most AT_ONCE; families that had left are on the list again."""
    ids = list(
        departures.exclude(state=Departure.State.OPEN).order_by("id").values_list("id", flat=True)[:AT_ONCE]
    )
    answered = Departure.objects.select_for_update().filter(id__in=ids).exclude(state=Departure.State.OPEN)
    chosen = list(answered)
    if not chosen:
        raise AnswerRefused(_("Tidak ada jawaban yang dapat dibatalkan di sini. Muat ulang halamannya."))
    back = [one for one in chosen if one.state == Departure.State.LEFT]
    _put_back(back)
    touched = _touch(by, back)
    Departure.objects.filter(id__in=[one.id for one in chosen]).update(
        state=Departure.State.OPEN, reason="", by=None, at=None
    )
    audit.record(
        by=by,
        action="departures.reopened",
        region=region_code,
        subject=("batch", chosen[0].batch_id),
        detail={"families": len(chosen)},
    )
    settle_regions(touched)
    return len(chosen)


@transaction.atomic
def ask_for_preview(*, by: User, batch: Batch) -> Job:
    """Have what a checked batch would change counted, again where it was. Raises TransitionRefused in another state."""
    batch = Batch.objects.select_related("list").get(id=batch.id)
    require(batch, "preview")
    job = enqueue_preview(by=by, batch=batch)
    audit.record(
        by=by,
        action="changes.preview_asked",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": batch.pending},
    )
    return job


@transaction.atomic
def keep_preview(*, by: User, batch: Batch, run: Run, counts: Counts, begun_at: datetime) -> None:
    """Keep the counts of what the batch would change, instead of earlier ones.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    by_region: dict[str, dict[str, int]] = {}
    for (code, kind), families in counts.items():
        by_region.setdefault(code, {})[kind] = families
    ChangePreview.objects.update_or_create(batch=batch, defaults={"counts": by_region, "begun_at": begun_at})
    audit.record(
        by=by,
        action="changes.previewed",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"changes": counts.total()},
    )


@transaction.atomic
def forget_changes(*, by: User, batch: Batch) -> int:
    """With a withdrawal: what the batch changed or asked is told no more, and who left for it is on the list again.

    A few thousand at most; returns how many.
    """
    some = list(batch.departures.order_by("id")[:FORGOTTEN_AT_ONCE])
    left = [one for one in some if one.state == Departure.State.LEFT]
    _put_back(left)
    _touch(by, left)
    batch.departures.filter(id__in=[one.id for one in some]).delete()
    changes = list(batch.changes.order_by("id").values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    batch.changes.filter(id__in=changes).delete()
    if left:
        audit.record(
            by=by,
            action="departures.forgotten",
            region=batch.region_code,
            subject=("batch", batch.id),
            detail={"families": len(left)},
        )
    return len(some) + len(changes)


def _touch(by: User, departures: Sequence[Departure]) -> set[str]:
    """Mark where a list became shorter or longer."""
    codes = regions_of(one.family_id for one in departures) - {""}
    mark(by=by, kind="departure", codes=codes)
    return codes


def _put_back(departures: Sequence[Departure]) -> None:
    """Give families their places again, with the row that had put them there."""
    there: set[tuple[UUID, UUID]] = set(
        ListEntry.objects.filter(
            target_list__in={one.target_list_id for one in departures},
            family__in=[one.family_id for one in departures],
        ).values_list("target_list_id", "family_id")
    )
    new_id = hexes().__next__
    bulk.insert(
        ListEntry,
        ("id", "target_list", "family", "source_row"),
        [
            (new_id(), one.target_list_id.hex, one.family_id.hex, one.source_row_id and one.source_row_id.hex)
            for one in departures
            if (one.target_list_id, one.family_id) not in there
        ],
    )
