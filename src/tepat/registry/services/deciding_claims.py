"""Deciding claims, one or many, and taking a decision back.

A decision is a fact of its own under a change set that binds, so that the next list does not undo it; taking it back
is another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.registry.models import ChangeSet, Claim, ClaimDecision, Source

from .giving import GIVEN, give, take_back
from .restating import restate
from .setting import Setting, being_reversed, set_values, values_before, write_values
from .touching import settled

AT_ONCE = 500


class ClaimsRefused(Exception):
    """The decision cannot be made as asked; the message is shown to the user."""

    for_people = True


@transaction.atomic
def decide_claims(
    *, by: User, claims: QuerySet[Claim], accept: bool, region_code: str, most: int = AT_ONCE
) -> int:
    """Accept or refuse open claims, at most `most`, and return how many are decided.

    Accepted, the claimed value is written with the claim's row; of several for one field the newest is, and the
    older are refused with it. A question is not accepted with others: it stays open, for `decide_claim`. Raises
    ClaimsRefused when nothing is left to decide.
    """
    plain = claims.exclude(severity=Claim.QUESTION) if accept else claims
    chosen = _locked(plain, [Claim.State.OPEN], most)
    if not chosen and accept and claims.filter(state=Claim.State.OPEN).exists():
        raise ClaimsRefused(
            _(
                "Usulan belum diterima. Yang dipilih bertanya, jadi tidak dapat diterima bersama yang lain. "
                "Bandingkan nilainya, lalu tekan Terima pada barisnya."
            )
        )
    _record(by, _decide(by, chosen, accept, region_code))
    return len(chosen)


@transaction.atomic
def decide_claim(*, by: User, claim: Claim, accept: bool, region_code: str) -> None:
    """Accept or refuse one claim that somebody looked at by itself: the way in which a question is accepted.

    Raises ClaimsRefused when it is not open any more.
    """
    chosen = _locked(Claim.objects.filter(id=claim.id), [Claim.State.OPEN], 1)
    _record(by, _decide(by, chosen, accept, region_code))


@dataclass(frozen=True)
class _Decided:
    change_set: ChangeSet
    accepted: int
    refused: int


def _decide(by: User, chosen: Sequence[Claim], accept: bool, region_code: str) -> _Decided:
    if not chosen:
        raise ClaimsRefused(
            _("Usulan ini sudah diputuskan orang lain. Muat ulang halaman untuk melihat keadaan terbaru.")
        )
    newest = {(claim.family_id or claim.person_id, claim.field): claim for claim in chosen}
    accepted = list(newest.values()) if accept else []
    taken = {claim.id for claim in accepted}
    refused = [claim for claim in chosen if claim.id not in taken]
    change_set = _begin(by, len(chosen), region_code, source=_source_of(chosen))
    _note(change_set, accepted, ClaimDecision.Verdict.ACCEPTED, Claim.State.ACCEPTED)
    _note(change_set, refused, ClaimDecision.Verdict.REFUSED, Claim.State.REFUSED)
    write_values(change_set, [_setting(claim) for claim in accepted if claim.field not in GIVEN])
    concerned = give(change_set, [claim for claim in accepted if claim.field in GIVEN])
    restate(
        change_set,
        families=concerned.families | {claim.family_id for claim in accepted if claim.family_id},
        people=concerned.people | {claim.person_id for claim in accepted if claim.person_id},
    )
    settled(change_set)
    return _Decided(change_set, len(accepted), len(refused))


def _record(by: User, decided: _Decided) -> None:
    audit.record(
        by=by,
        action="claims.decided",
        region=decided.change_set.region_code,
        subject=("change_set", decided.change_set.id),
        detail={"accepted": decided.accepted, "refused": decided.refused},
    )


@transaction.atomic
def undo_decisions(*, by: User, claims: QuerySet[Claim], region_code: str) -> int:
    """Open decided claims again, at most AT_ONCE; where one was accepted, the value before it comes back.

    It comes back as it was: what nobody had verified is written under a set of its own that does not bind.

    Left as they are: those whose field was set again since. Raises ClaimsRefused when that is all of them.
    """
    decided = _locked(claims, [Claim.State.ACCEPTED, Claim.State.REFUSED])
    accepted = [claim for claim in decided if claim.state == Claim.State.ACCEPTED]
    newest = dict(
        ClaimDecision.objects.filter(claim__in=accepted)
        .order_by("id")
        .values_list("claim_id", "change_set_id")
    )
    given = [claim for claim in accepted if claim.field in GIVEN]
    valued = [claim for claim in accepted if claim.field not in GIVEN]
    before = values_before([(_setting(claim), newest[claim.id]) for claim in valued])
    back = [(claim, was) for claim, was in zip(valued, before, strict=True) if was is not None]
    refused = [claim for claim in decided if claim.state == Claim.State.REFUSED]
    change_set = _begin(by, len(decided), region_code)
    taken = take_back(change_set, [(claim, newest[claim.id]) for claim in given])
    free = [pair for pair in back if not pair[1].binds]
    chosen = [*refused, *taken, *(claim for claim, _was in back)]
    if not chosen:
        raise ClaimsRefused(
            _(
                "Keputusan ini tidak dapat dibatalkan. Isiannya sudah diubah lagi sesudahnya, atau usulan sudah "
                "terbuka kembali. Perbaiki isian itu pada halaman keluarganya."
            )
        )
    bound = [pair for pair in back if pair[1].binds]
    _note(
        change_set,
        [*refused, *taken, *(claim for claim, _was in bound)],
        ClaimDecision.Verdict.UNDONE,
        Claim.State.OPEN,
    )
    set_values(change_set, [was for _claim, was in bound])
    if free:
        freeing = _begin(by, len(free), region_code, kind="release")
        _note(freeing, [claim for claim, _was in free], ClaimDecision.Verdict.UNDONE, Claim.State.OPEN)
        set_values(freeing, [was for _claim, was in free])
    audit.record(
        by=by,
        action="claims.reopened",
        region=region_code,
        subject=("change_set", change_set.id),
        detail={"count": len(chosen)},
    )
    settled(change_set)
    if free:
        settled(freeing)
    return len(chosen)


def _locked(claims: QuerySet[Claim], states: Iterable[Claim.State], most: int = AT_ONCE) -> list[Claim]:
    """The chosen claims in one of these states, in the order in which they were raised, for nobody else to decide."""
    some = list(claims.filter(state__in=states).order_by("id").values_list("id", flat=True)[:most])
    locked = Claim.objects.select_for_update().filter(id__in=some, state__in=states)
    return list(locked.order_by("id"))


def _source_of(claims: Sequence[Claim]) -> Source | None:
    """The source whose word all of these claims are, if it is one."""
    sources = Source.objects.filter(change_sets__in={claim.change_set_id for claim in claims}).distinct()[:2]
    return sources[0] if len(sources) == 1 else None


def _begin(
    by: User, count: int, region_code: str, kind: str = "decision", source: Source | None = None
) -> ChangeSet:
    if being_reversed(region_code):
        raise ClaimsRefused(
            _("Sebuah batch sedang ditarik kembali. Tunggu sampai selesai, lalu putuskan usulan ini lagi.")
        )
    change_set = ChangeSet.whole(kind=kind, region_code=region_code, by=by, count=count, source=source)
    change_set.save(force_insert=True)
    return change_set


def _note(
    change_set: ChangeSet, claims: Sequence[Claim], verdict: ClaimDecision.Verdict, state: Claim.State
) -> None:
    new_id = hexes().__next__
    bulk.insert(
        ClaimDecision,
        ("id", "claim", "verdict", "change_set"),
        [(new_id(), claim.id.hex, verdict.value, change_set.id.hex) for claim in claims],
    )
    Claim.objects.filter(id__in=[claim.id for claim in claims]).update(state=state)


def _setting(claim: Claim) -> Setting:
    return Setting(claim.field, claim.value, claim.source_row_id, claim.family_id, claim.person_id)
