"""The hash of an event: SHA-256 over its canonical JSON with the hash before it; anyone can recompute it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID


class Hashed(Protocol):
    """The fields that are hashed, all but the hash itself."""

    id: UUID
    chain: str
    seq: int
    at: datetime
    action: str
    region_code: str
    actor_id: UUID | None
    actor_name: str
    via: str
    subject_kind: str
    subject_id: str
    detail_text: str
    request_id: str
    ip: str
    prev: str


def canonical(value: Mapping[str, Any]) -> str:
    """JSON that is the same text for the same content: keys sorted, no spaces, other types as their text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest(event: Hashed, *, seq: int | None = None) -> str:
    """The event's hash, 64 hexadecimal digits; `seq` asks what it would be under another number."""
    content = {
        "id": event.id.hex,
        "chain": event.chain,
        "seq": event.seq if seq is None else seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": event.action,
        "region": event.region_code,
        "actor": event.actor_id.hex if event.actor_id else "",
        "actor_name": event.actor_name,
        "via": event.via,
        "subject": [event.subject_kind, event.subject_id],
        "detail": event.detail_text,
        "request": event.request_id,
        "ip": event.ip,
        "prev": event.prev,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()
