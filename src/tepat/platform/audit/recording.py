"""Adding an event to the trail: the one way in, called by every service inside its transaction."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from . import context
from .digest import canonical, digest
from .models import AuditChain, AuditEvent

# A personal number typed into a reason must not enter the trail, and must not lose the action either.
_PERSONAL_NUMBER = re.compile(r"\b\d{16}\b")
_REGION = re.compile(r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$")
_FORBIDDEN_KEYS = frozenset({"nik", "kk", "no_kk", "head_nik", "head_name", "person_name", "family_name"})


class Actor(Protocol):
    """Who acts: an account. The trail knows accounts by this much only."""

    @property
    def id(self) -> UUID: ...
    @property
    def full_name(self) -> str: ...
    @property
    def is_system(self) -> bool: ...
    def deputy_note(self, region_code: str) -> list[dict[str, str]]: ...


def chain_of(region_code: str) -> str:
    """The chain an event belongs to: its regency's, a province's for the province itself, "" nationally."""
    return region_code[:5]


def by_chain(region: str, counts: Mapping[str, int]) -> dict[str, int]:
    """Where an act on things of several regions is recorded: a region of each chain they belong to, with how many.

    `counts` has the things by their region's code; `region` is where the person looked, named where it lies in
    the chain, and alone when there is nothing. In the order in which chains are to be locked.
    """
    found = Counter[str]()
    for code, count in counts.items():
        found[chain_of(code)] += count
    places = {chain: region if chain_of(region) == chain else chain for chain in sorted(found)}
    return {place: found[chain] for chain, place in places.items()} or {region: 0}


def record(
    *,
    by: Actor | None,
    action: str,
    region: str = "",
    subject: tuple[str, object] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add an event to the chain of its region, in the caller's transaction; `by=None` is the system.

    `detail` holds codes, ids and counts, never a NIK, a KK number or the name of a family: a forbidden key
    raises ValueError, sixteen digits in a row in a text become "[nomor]". For whom a deputy acted is added.
    The chain stays locked until the transaction ends, so record near the end of a long one.
    """
    if region and not _REGION.match(region):
        raise ValueError(f"not a region code: {region!r}")
    detail = dict(detail or {})
    person = None if by is None or by.is_system else by
    if person is not None and (deputy := person.deputy_note(region)):
        detail["deputy"] = deputy
    around = context.current()
    kind, subject_id = subject or ("", "")
    with transaction.atomic():
        head = _locked_head(chain_of(region))
        event = AuditEvent(
            chain=head.chain,
            seq=head.seq + 1,
            at=timezone.now(),
            action=action,
            region_code=region,
            actor_id=person.id if person else None,
            actor_name=person.full_name if person else "Sistem",
            via=around.via,
            subject_kind=kind,
            subject_id=str(subject_id),
            detail_text=canonical(harmless(detail)),
            request_id=around.request_id,
            ip=around.ip,
            prev=head.hash,
        )
        event.hash = digest(event)
        event.save(force_insert=True)
        AuditChain.objects.filter(chain=head.chain).update(seq=event.seq, hash=event.hash)
    return event


def harmless(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail as the trail may keep it: sixteen digits in a row become "[nomor]".

    Raises ValueError for a key under which a number or the name of a family would stand.
    """
    if forbidden := _FORBIDDEN_KEYS & detail.keys():
        raise ValueError(f"an audit event may not hold {', '.join(sorted(forbidden))}")
    return {str(key): _without_numbers(value) for key, value in detail.items()}


def position() -> int:
    """How many events there are: who finds as many as before knows that nothing was done in between."""
    return AuditChain.objects.aggregate(events=Sum("seq"))["events"] or 0


def _without_numbers(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _without_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_numbers(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    cleaned = _PERSONAL_NUMBER.sub("[nomor]", str(value))
    return value if isinstance(value, int | float) and cleaned == str(value) else cleaned


def _locked_head(chain: str) -> AuditChain:
    """The chain's head, locked until the transaction ends; SQLite has locked the database already."""
    heads = AuditChain.objects.all()
    if connection.features.has_select_for_update:
        heads = heads.select_for_update()
    head = heads.filter(chain=chain).first()
    if head is None:
        AuditChain.objects.bulk_create([AuditChain(chain=chain)], ignore_conflicts=True)
        head = heads.get(chain=chain)
    return head
