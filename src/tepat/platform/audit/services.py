"""Writes to the trail beside `record` and `looked`: the daily seal, the hourly one of looks, their forgetting."""

from django.db import transaction
from django.utils import timezone

from . import look_seals, seals
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


@transaction.atomic
def seal_looks(*, by: Actor | None) -> int:
    """Put how many looks each chain had in hours that are over, and their hash, on the chain; how many chains."""
    sealed = look_seals.due()
    for chain, begin, end in sealed:
        count, whole = look_seals.hash_of(look_seals.between(chain, begin, end))
        record(
            by=by,
            action=look_seals.SEALED,
            region=chain,
            detail={"from": begin.isoformat(), "until": end.isoformat(), "count": count, "sha256": whole},
        )
    return len(sealed)


@transaction.atomic
def forget_looks(*, by: Actor | None) -> int:
    """Remove looks that are older than the rule lets them be; how many. That they were there stays on the chain."""
    forgotten = 0
    for chain, end in look_seals.outlived():
        looks = look_seals.between(chain, look_seals.forgotten_until(chain), end)
        count, _each = looks.delete()
        record(
            by=by,
            action=look_seals.FORGOTTEN,
            region=chain,
            detail={"until": end.isoformat(), "count": count, "years": look_seals.rule().years},
        )
        forgotten += count
    return forgotten
