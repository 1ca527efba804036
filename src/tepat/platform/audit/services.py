"""Writes to the trail beside `record`: the daily seal."""

from django.db import transaction
from django.utils import timezone

from . import seals
from .models import AuditChain
from .recording import Actor, record


@transaction.atomic(durable=True)
def seal(*, by: Actor | None) -> seals.Seal:
    """Write down outside the database where every chain stands, and on the trail that this was done.

    Never inside another transaction: a seal of events that are then rolled back would raise a false alarm.
    """
    with seals.one_at_a_time():
        heads = {head.chain: (head.seq, head.hash) for head in AuditChain.objects.filter(seq__gt=0)}
        made = seals.append(heads, timezone.now())
        record(
            by=by,
            action="audit.sealed",
            subject=("seal", made.n),
            detail={"n": made.n, "mac": made.mac, "chains": len(made.heads)},
        )
    return made
