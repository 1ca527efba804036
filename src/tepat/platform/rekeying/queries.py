"""Reading a change of the keys. Keys are the installation's, so there is no scope."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from tepat.platform import crypto
from tepat.platform.crypto import keys
from tepat.platform.jobs.models import Job

from .models import KeyChange


@dataclass(frozen=True)
class KeyState:
    """How the keys stand: which master key is in use and since when, and what of the old is still there."""

    master: str
    since: datetime | None
    old_master: str
    data_keys: int
    under_old_master: int
    renewed_beside_old: int
    change: KeyChange | None
    job: Job | None


def standing() -> KeyChange | None:
    """The change that has not come to its end."""
    return KeyChange.objects.filter(retired_at=None).order_by("-id").first()


def job_of(name: str) -> Job | None:
    """The unfinished job of this name."""
    return Job.objects.filter(name=name, state__in=(Job.State.QUEUED, Job.State.RUNNING)).first()


def jobs_from_before(change: KeyChange) -> int:
    """How many jobs run since before the new keys were in use."""
    running = Job.objects.filter(state=Job.State.RUNNING, lease_until__gt=timezone.now())
    return running.filter(started_at__lt=change.begun_at).count()


def key_state() -> KeyState:
    """Everything at once, for the operator."""
    keys.forget()
    known = list(keys.masters())
    live = crypto.DataKey.objects.filter(destroyed_at=None)
    change = standing()
    jobs = Job.objects.filter(arguments__change_id=str(change.id)) if change else Job.objects.none()
    return KeyState(
        master=known[0],
        since=None if keys.given_from_outside("master") else keys.master_changed_at(),
        old_master=known[1] if len(known) > 1 else "",
        data_keys=live.count(),
        under_old_master=live.filter(~Q(master_key_id=known[0])).count(),
        renewed_beside_old=live.exclude(old_token_id=None).count(),
        change=change,
        job=jobs.order_by("-id").first(),
    )
