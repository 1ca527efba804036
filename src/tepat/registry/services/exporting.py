"""Leaving a trace of data that leaves the house, and of numbers that were looked for.

Families of several regencies leave it in each one's chain, so that each one's auditor reads of it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.audit.recording import chain_of
from tepat.registry.models import ExportedFamilies

# Families of one row of ExportedFamilies: 64 kB of ids.
_PART = 4_096


@transaction.atomic
def note_export(
    *,
    by: User,
    region: str,
    families: Mapping[str, Sequence[bytes]],
    kind: str,
    filters: Mapping[str, Any] | None = None,
) -> None:
    """Record that a list of families was written to a file for `by`, and whom it held.

    `families` has the ids' sixteen bytes by the code of their region; the event carries the hash of those of its
    regency.
    """
    counts = {code: len(ids) for code, ids in families.items()}
    for place, count in audit.by_chain(region, counts).items():
        chain = chain_of(place)
        held = sorted(one for code, ids in families.items() if chain_of(code) == chain for one in ids)
        event = audit.record(
            by=by,
            action="families.exported",
            region=place,
            subject=("region", place),
            detail={
                "count": count,
                "kind": kind,
                "regions": {code: n for code, n in sorted(counts.items()) if chain_of(code) == chain},
                "families": sha256(b"".join(held)).hexdigest(),
                **({"filters": dict(filters)} if filters else {}),
            },
        )
        ExportedFamilies.objects.bulk_create(
            ExportedFamilies(
                event=event,
                part=part,
                first=UUID(bytes=some[0]),
                last=UUID(bytes=some[-1]),
                families=b"".join(some),
            )
            for part, at in enumerate(range(0, len(held), _PART))
            if (some := held[at : at + _PART])
        )


@transaction.atomic
def note_number_search(*, by: User, region: str, counts: Mapping[str, int]) -> None:
    """Record that `by` looked for a family by a number, and how many were found where; the number is not kept."""
    for place, count in audit.by_chain(region, counts).items():
        audit.record(
            by=by,
            action="number.searched",
            region=place,
            subject=("region", place),
            detail={"count": count},
        )
