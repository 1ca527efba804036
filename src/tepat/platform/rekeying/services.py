"""Every write of a change of the keys: begin, end of sealing anew, and the old keys' end."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from tepat.platform import audit
from tepat.platform.crypto import data_keys, keys

from .models import KeyChange


@transaction.atomic
def begin_change(*, by: Any, renew: bool) -> KeyChange:
    """Wrap the data keys anew, and with `renew` make new ones.

    Called by changing.change_keys, when the new master key is in use.
    """
    count = data_keys.rewrap(renew=renew)
    change = KeyChange.objects.create(
        by=by or get_user_model().objects.system(),
        renews=renew,
        resealed_at=None if renew else timezone.now(),
    )
    audit.record(
        by=by,
        action="keys.changed",
        subject=("key_change", change.id),
        detail={"data_keys": count, "renewed": renew, "master": keys.key_id("master")},
    )
    return change


@transaction.atomic
def end_resealing(*, by: Any, change: KeyChange) -> None:
    """Everything is sealed under the new keys; the next walk begins at the beginning."""
    KeyChange.objects.filter(id=change.id).update(resealed_at=timezone.now(), place="", after="", done=0)
    audit.record(
        by=by, action="keys.resealed", subject=("key_change", change.id), detail={"values": change.done}
    )


@transaction.atomic
def end_change(*, by: Any, change: KeyChange) -> None:
    """Forget the old secrets. Called by changing.drop_old_keys, which removes the old master key after it."""
    # A data key made just as the master key changed is wrapped by the old one.
    data_keys.rewrap(renew=False)
    data_keys.drop_old_secrets()
    KeyChange.objects.filter(id=change.id).update(retired_at=timezone.now())
    audit.record(by=by, action="keys.retired", subject=("key_change", change.id))
