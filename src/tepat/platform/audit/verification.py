"""Proving the trail: every chain against itself, against its head, and against the seals outside.

The chain finds what was edited, removed, inserted or reordered inside; the head and the seals find an end
that was cut off, and a chain written anew with hashes that fit. Looks, which stand beside the chain, are compared
with what the chain says of each of their hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from . import look_seals, seals
from .examination import Examination
from .models import AuditChain, AuditEvent
from .recording import chain_of

_STEP = 2_000


@dataclass(frozen=True)
class Problem:
    """One thing wrong: which event of which chain, what was done to it, and the same as a sentence."""

    chain: str
    seq: int
    kind: str
    sentence: str


@dataclass(frozen=True)
class _Point:
    """What a seal says of one chain."""

    seq: int
    hash: str
    n: int
    at: str


def verify(region: str | None = None) -> list[Problem]:
    """Every problem of one region's chain, or of all chains and the seals; empty when the trail is whole."""
    points, problems = _sealed()
    if region is None:
        known = set(AuditChain.objects.values_list("chain", flat=True))
        known |= set(AuditEvent.objects.order_by().values_list("chain", flat=True).distinct())
        chains = sorted(known | points.keys())
        problems += _seals_missing(points)
    else:
        chains = [chain_of(region)]
    for chain in chains:
        problems += _verify_chain(chain, points.get(chain, []))
        problems += _verify_looks(chain)
    return problems


def _verify_chain(chain: str, points: list[_Point]) -> list[Problem]:
    examination = Examination()
    sealed = {point.seq: point for point in points}
    rewritten: list[Problem] = []
    trusted = 0
    for event in examination.read(_events(chain)):
        point = sealed.get(event.seq)
        if point is None:
            continue
        if point.hash == event.hash:
            trusted = event.seq
        elif not rewritten:
            rewritten.append(_rewritten(chain, trusted + 1, point))
    _compare_head(chain, examination)
    number, _hash = examination.tail
    reach = max((point.seq for point in points), default=0)
    if reach > number and not examination.touched(reach):
        examination.fault(number + 1, "removed", reach)
    found = [
        Problem(chain, fault.seq, fault.kind, _sentence(chain, fault.seq, fault.kind, fault.upto))
        for fault in sorted(examination.faults, key=lambda one: one.seq)
    ]
    # A change inside already explains why a later seal does not fit.
    return found or rewritten


def _verify_looks(chain: str) -> list[Problem]:
    """The sealed hours whose looks are not what the chain says of them; those forgotten by rule are not looked for."""
    start, problems = look_seals.forgotten_until(chain), []
    for seal in look_seals.seals_of(chain):
        if seal.end <= start:
            continue
        count, whole = look_seals.hash_of(look_seals.between(chain, seal.begin, seal.end))
        if (count, whole) == (seal.count, seal.sha256):
            continue
        kind = "removed" if count < seal.count else "inserted" if count > seal.count else "edited"
        problems.append(Problem(chain, seal.seq, kind, _looks_sentence(chain, seal, kind, count)))
    return problems


def _looks_sentence(chain: str, seal: look_seals.LookSeal, kind: str, count: int) -> str:
    words = {
        "edited": _("%(chain)s: catatan pembacaan sampai %(until)s diubah."),
        "removed": _("%(chain)s: %(n)s catatan pembacaan sampai %(until)s dihapus."),
        "inserted": _("%(chain)s: %(n)s catatan pembacaan sampai %(until)s disisipkan."),
    }
    told = {"until": seal.end.isoformat(timespec="minutes"), "n": abs(seal.count - count)}
    return words[kind] % {"chain": _chain_name(chain), **told}


def _compare_head(chain: str, examination: Examination) -> None:
    """The head says where the chain ended when the last event was added."""
    number, tail = examination.tail
    last = examination.last
    head = AuditChain.objects.filter(chain=chain).first()
    if head is None or last is None:
        if last is not None:
            examination.fault(last.seq, "inserted")
        elif head is not None and head.seq:
            examination.fault(1, "removed", head.seq)
        return
    if head.seq > max(number, last.seq):
        examination.fault(max(number, last.seq) + 1, "removed", head.seq)
    elif head.seq < min(number, last.seq):
        for seq in range(head.seq + 1, last.seq + 1):
            examination.fault(seq, "inserted")
    elif head.hash != tail and not examination.touched(last.seq):
        examination.fault(last.seq, "edited")


def _events(chain: str) -> Iterator[AuditEvent]:
    """The chain's events in the order of their numbers, also those added while we read."""
    rows = AuditEvent.objects.filter(chain=chain).order_by("seq", "id")
    after = Q()
    while step := list(rows.filter(after)[:_STEP]):
        yield from step
        last = step[-1]
        after = Q(seq__gt=last.seq) | Q(seq=last.seq, id__gt=last.id)


def _sealed() -> tuple[dict[str, list[_Point]], list[Problem]]:
    """What the seals say of each chain, and what is wrong with the seals themselves."""
    points: dict[str, list[_Point]] = {}
    problems: list[Problem] = []
    number, mac = 0, ""
    for seal, sound in seals.read():
        wanted = number + 1
        if not sound:
            problems.append(_seal_problem(wanted, "edited"))
            number, mac = wanted, seal.mac
            continue
        if seal.n > wanted:
            problems += [_seal_problem(n, "removed") for n in range(wanted, seal.n)]
        elif seal.n < wanted or seal.prev != mac:
            problems.append(_seal_problem(seal.n, "reordered"))
        number, mac = seal.n, seal.mac
        for chain, (seq, digest) in seal.heads.items():
            points.setdefault(chain, []).append(_Point(seq, digest, seal.n, seal.at))
    return points, problems


def _seals_missing(points: dict[str, list[_Point]]) -> list[Problem]:
    """Seals that the trail tells of and the folder no longer holds."""
    there = {seal.n for seal, _sound in seals.read()}
    told = AuditEvent.objects.filter(chain="", action="audit.sealed").order_by("seq")
    numbers = [int(subject) for subject in told.values_list("subject_id", flat=True) if subject.isdigit()]
    reach = max(there, default=0)
    return [_seal_problem(n, "removed") for n in numbers if n > reach]


def _seal_problem(n: int, kind: str) -> Problem:
    words = {
        "edited": _("Segel nomor %(n)s diubah: tandanya tidak cocok dengan isinya."),
        "removed": _("Segel nomor %(n)s hilang dari folder segel."),
        "reordered": _("Segel nomor %(n)s tidak menyambung pada segel sebelumnya."),
    }
    return Problem("seal", n, kind, words[kind] % {"n": n})


def _rewritten(chain: str, first: int, point: _Point) -> Problem:
    sentence = _(
        "%(chain)s: peristiwa nomor %(first)s sampai %(last)s tidak sama dengan segel nomor %(n)s (%(at)s). "
        "Rantai ditulis ulang."
    ) % {
        "chain": _chain_name(chain),
        "first": first,
        "last": point.seq,
        "n": point.n,
        "at": point.at,
    }
    return Problem(chain, first, "edited", sentence)


def _sentence(chain: str, seq: int, kind: str, upto: int) -> str:
    words = {
        "edited": _("%(chain)s: peristiwa nomor %(seq)s diubah."),
        "inserted": _("%(chain)s: peristiwa nomor %(seq)s disisipkan."),
        "reordered": _("%(chain)s: peristiwa nomor %(seq)s bukan pada urutannya."),
        "removed": _("%(chain)s: peristiwa nomor %(seq)s dihapus."),
        "run": _("%(chain)s: peristiwa nomor %(seq)s sampai %(upto)s dihapus."),
    }
    form = "run" if kind == "removed" and upto > seq else kind
    return words[form] % {"chain": _chain_name(chain), "seq": seq, "upto": upto}


def _chain_name(chain: str) -> str:
    return _("Rantai %(code)s") % {"code": chain} if chain else _("Rantai nasional")
