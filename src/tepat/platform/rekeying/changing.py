"""A change of the keys from its two moments, when files change with nobody else needing them, to its two walks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform.crypto import keys
from tepat.platform.jobs import Job
from tepat.platform.jobs.services import enqueue

from . import queries, refusals, services
from .models import KeyChange

RESEAL_JOB = "rekeying.reseal"
RETIRE_JOB = "rekeying.retire"
# Longer than any page takes: what was asked for before a change may seal under the old key until then.
SETTLING = timedelta(minutes=10)

TITLES = {
    RESEAL_JOB: Sentence("Menyegel ulang dengan kunci baru"),
    RETIRE_JOB: Sentence("Membuang kunci lama"),
}


def change_keys(*, by: Any, renew: bool) -> tuple[KeyChange, Job | None]:
    """Put a new master key in use, and with `renew` new data keys too; the job then seals everything anew.

    Cut off at any point and called again it goes on. Raises KeyChangeRefused.
    """
    if keys.given_from_outside("master"):
        raise refusals.given_from_outside()
    try:
        with keys.changing():
            if (standing := queries.standing()) is not None:
                raise refusals.under_way(standing)
            _drop_needless()
            # The file first: a key that wraps nothing yet harms nobody, a wrapped one without its wrapper is lost.
            keys.change_master()
            with transaction.atomic():
                change = services.begin_change(by=by, renew=renew)
                return change, _asked(by, RESEAL_JOB, change) if renew else None
    except BlockingIOError:
        raise refusals.held() from None


def resume_resealing(*, by: Any) -> Job | None:
    """The job that seals anew, asked for again when it came to a halt; None when there is nothing to do."""
    change = queries.standing()
    if change is None or change.resealed_at is not None:
        return None
    return _asked(by, RESEAL_JOB, change)


def retire_old_keys(*, by: Any) -> Job | None:
    """Ask for the old keys to be dropped; None when that was cut off at its very end, and is done now.

    Raises KeyChangeRefused while something may need them.
    """
    change = queries.standing()
    if change is None and _drop_needless():
        return None
    if change is None:
        raise refusals.nothing_to_retire()
    if change.resealed_at is None:
        raise refusals.still_resealing(change)
    if running := queries.jobs_from_before(change):
        raise refusals.still_in_use(running, 0)
    if (left := change.begun_at + SETTLING - timezone.now()) > timedelta():
        raise refusals.still_in_use(0, 1 + int(left.total_seconds()) // 60)
    return _asked(by, RETIRE_JOB, change)


def _drop_needless() -> bool:
    """Remove an old master key that wraps nothing any more: what a retirement that was cut off left."""
    state = queries.key_state()
    if not state.old_master or state.under_old_master or state.change is not None:
        return False
    keys.drop_old_master()
    return True


def _asked(by: Any, name: str, change: KeyChange) -> Job:
    return queries.job_of(name) or enqueue(
        name, by=by, region="", title=TITLES[name], arguments={"change_id": str(change.id)}
    )


def drop_old_keys(*, by: Any, change: KeyChange, fence: Callable[[], None]) -> None:
    """Forget the old secrets, then the old master key. Raises KeyChangeRefused while a backup is made."""
    try:
        with keys.changing():
            with transaction.atomic():
                fence()
                services.end_change(by=by, change=change)
            keys.drop_old_master()
    except BlockingIOError:
        raise refusals.held() from None
