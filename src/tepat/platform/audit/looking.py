"""Keeping who saw whose data: one insert a page, beside the chain and not in it.

`audit.looked(by=…, page="families.listed", …)` in every view that shows personal data, before it answers.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tepat.platform import crypto
from tepat.platform.database.durability import on_disk_with_the_next

from . import context
from .digest import canonical
from .models import Look
from .recording import Actor, by_chain, chain_of, harmless

# Within so long the same page is one look.
SAME = timedelta(minutes=10)
PURPOSE = "audit.look"


def looked(
    *,
    by: Actor,
    page: str,
    region: str,
    shown: Mapping[str, int],
    people: int = 0,
    subject: tuple[str, object] | None = None,
    filters: Mapping[str, Any] | None = None,
    searched: str = "",
) -> None:
    """Keep that `by` saw families (or rows of such) on a page; a page that showed nobody is no look.

    `shown` has them by their region's code: each regency's looks tell of its own. `filters` is what the page was
    narrowed to; `searched` are words of a name, of which only the number is kept. Seen again by the same person
    within ten minutes, whatever the page shows by then, it is the same look.
    """
    shown = {code: count for code, count in shown.items() if count}
    if not shown:
        return
    around, now = context.current(), timezone.now()
    kind, subject_id = subject or ("", "")
    detail = harmless({name: value for name, value in (filters or {}).items() if value not in (None, "")})
    looks = []
    for place, families in by_chain(region, shown).items():
        chain = chain_of(place)
        same = [
            by.id.hex,
            page,
            place,
            kind,
            str(subject_id),
            canonical(detail),
            searched,
            _begin(now).isoformat(),
        ]
        told: dict[str, Any] = {
            "shown": {code: count for code, count in sorted(shown.items()) if chain_of(code) == chain}
        }
        if detail:
            told["filters"] = detail
        if searched:
            told["words"] = len(searched.split())
        if deputy := by.deputy_note(place):
            told["deputy"] = deputy
        looks.append(
            Look(
                key=crypto.hmac_of(PURPOSE, canonical({"same": same}).encode()).hex()[:32],
                chain=chain,
                at=now,
                page=page,
                region_code=place,
                actor_id=by.id,
                actor_name=by.full_name,
                via=around.via,
                subject_kind=kind,
                subject_id=str(subject_id),
                families=families,
                people=people,
                detail_text=canonical(harmless(told)),
                request_id=around.request_id,
                ip=around.ip,
            )
        )
    # A page does not wait for the disk: a look lost with the power is one of the last before it went.
    with on_disk_with_the_next():
        Look.objects.bulk_create(looks, ignore_conflicts=True)


def _begin(moment: datetime) -> datetime:
    """When the ten minutes began that the moment lies in."""
    return moment - timedelta(seconds=moment.timestamp() % SAME.total_seconds())
