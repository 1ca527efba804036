"""What the chain says of looks: how many an hour had, and the hash of all of them in order.

Looks stand beside the chain, so a change to one shows only once its hour is sealed.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

import yaml
from django.db.models import QuerySet
from django.utils import timezone

from tepat.engine.sentences import Sentence

from .digest import canonical
from .models import AuditEvent, Look

SEALED, FORGOTTEN = "looks.sealed", "looks.forgotten"
# A look is written in the moment it carries; a page that waits for the database longer than this is refused.
SETTLED = timedelta(minutes=5)
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_STEP = 2_000


@dataclass(frozen=True)
class LookSeal:
    """What a seal of looks says: of those from one moment up to another, how many and their hash."""

    seq: int
    begin: datetime
    end: datetime
    count: int
    sha256: str


def hash_of(looks: QuerySet[Look]) -> tuple[int, str]:
    """How many, and the hash over the lines of all of them in order."""
    whole, count = hashlib.sha256(), 0
    for look in looks.order_by("at", "key").iterator(chunk_size=_STEP):
        whole.update(_line(look))
        count += 1
    return count, whole.hexdigest()


def _line(look: Look) -> bytes:
    content = {
        "key": look.key,
        "chain": look.chain,
        "at": look.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "page": look.page,
        "region": look.region_code,
        "actor": look.actor_id.hex,
        "actor_name": look.actor_name,
        "via": look.via,
        "subject": [look.subject_kind, look.subject_id],
        "families": look.families,
        "people": look.people,
        "detail": look.detail_text,
        "request": look.request_id,
        "ip": look.ip,
    }
    return canonical(content).encode() + b"\n"


def between(chain: str, begin: datetime, end: datetime) -> QuerySet[Look]:
    """A chain's looks from one moment up to another, which is not included."""
    return Look.objects.filter(chain=chain, at__gte=begin, at__lt=end)


def seals_of(chain: str) -> Iterator[LookSeal]:
    """What the chain's events say of its looks, in order."""
    for event in AuditEvent.objects.filter(chain=chain, action=SEALED).order_by("seq"):
        told = event.detail
        yield LookSeal(
            event.seq, _moment(told["from"]), _moment(told["until"]), told["count"], told["sha256"]
        )


def due() -> list[tuple[str, datetime, datetime]]:
    """The chains that have looks in hours that are over and not sealed: chain, and from when up to when.

    All chains are sealed up to the same hour; a chain's seals follow on each other without a gap.
    """
    end = (timezone.now() - SETTLED).replace(minute=0, second=0, microsecond=0)
    if not Look.objects.filter(at__lt=end).exists():
        return []
    newest = AuditEvent.objects.filter(action=SEALED).order_by("-id").first()
    looks = Look.objects.filter(at__gte=_until(newest), at__lt=end)
    chains = looks.order_by("chain").values_list("chain", flat=True).distinct()
    return [(chain, sealed_until(chain), end) for chain in chains]


def sealed_until(chain: str) -> datetime:
    """Up to when the chain's looks are sealed."""
    return _until(AuditEvent.objects.filter(chain=chain, action=SEALED).order_by("-seq").first())


def forgotten_until(chain: str) -> datetime:
    """Up to when the chain's looks were forgotten by rule."""
    return _until(AuditEvent.objects.filter(chain=chain, action=FORGOTTEN).order_by("-seq").first())


def outlived() -> list[tuple[str, datetime]]:
    """The chains with sealed looks that are older than the rule lets them be, and up to when those go.

    Whole seals go, so that what stays can still be proven.
    """
    years = rule().years
    limit = timezone.now() - timedelta(days=round(365.25 * years))
    chains = Look.objects.filter(at__lt=limit).order_by("chain").values_list("chain", flat=True).distinct()
    found = []
    for chain in chains:
        ends = [seal.end for seal in seals_of(chain) if seal.end <= limit]
        if ends and between(chain, _BEGINNING, ends[-1]).exists():
            found.append((chain, ends[-1]))
    return found


@dataclass(frozen=True)
class KeptLooks:
    """How long looks are kept, and why so long (retention.yaml)."""

    years: int
    reason: Sentence


@cache
def rule() -> KeptLooks:
    """The rule for looks."""
    text = (files("tepat.platform.audit") / "retention.yaml").read_text("utf-8")
    told = yaml.safe_load(text)["looks"]
    return KeptLooks(told["years"], Sentence(told["reason"]))


def _until(event: AuditEvent | None) -> datetime:
    return _moment(event.detail["until"]) if event else _BEGINNING


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
