"""What intake keeps for a time: lists, returned packs, packs sent out, referrals and their answers.

Each is sealed under a key of its own.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tepat.engine.sentences import Sentence
from tepat.platform.accounts.permissions import Permission
from tepat.platform.privacy.kinds import Kept, SealedKind, day_of, register
from tepat.registry.models import Claim, FamilyHold, FamilyVersion

from .models import (
    Addition,
    Batch,
    CivilAnswer,
    Departure,
    PackReturn,
    PackRound,
    Referral,
)
from .transitions import batch_link

_S = Batch.State
# Nothing is expected of a person or a job any more.
_AT_REST = (_S.ACCEPTED, _S.REFUSED, _S.WITHDRAWN, _S.UNREADABLE)


def _still(things: QuerySet[Any], key: str = "source__data_key") -> QuerySet[Any]:
    return things.filter(**{f"{key}__destroyed_at": None}).select_related(key)


def _lists(where: Q) -> Iterable[Kept]:
    for batch in _still(Batch.objects.filter(where)).select_related("list"):
        since = day_of(batch.created_at, batch.region_code)
        yield Kept(
            "list", batch.source_id, batch.source.data_key_id, batch.list.name, batch.region_code, since,
            batch_link(batch),
        )  # fmt: skip


def _of_lists(ids: Collection[UUID]) -> dict[UUID, Sentence]:
    """A batch that somebody has yet to decide on, and families of it that a case, a decree or a person holds."""
    batches = Batch.objects.filter(source__in=ids)
    asked = dict(
        Departure.objects.filter(batch__source__in=ids, state=Departure.State.OPEN)
        .order_by()
        .values_list("batch__source")
        .annotate(n=Count("id"))
    )
    held = _held_families(ids)
    claims = _open_claims(ids)
    found = {}
    for batch in batches:
        if said := _unfinished(batch):
            found[batch.source_id] = said
        elif n := asked.get(batch.source_id, 0):
            found[batch.source_id] = Sentence(
                "{n} keluarga yang tidak disebut lagi oleh daftar ini menunggu jawaban.", {"n": n}
            )
        elif batch.source_id in claims:
            found[batch.source_id] = claims[batch.source_id]
        elif n := held.get(batch.source_id, 0):
            found[batch.source_id] = Sentence(
                "{n} keluarga dari daftar ini sedang dipertahankan: dalam kasus, surat keputusan, atau oleh petugas.",
                {"n": n},
            )
    return found


def _unfinished(batch: Batch) -> Sentence | None:
    if batch.held or batch.pending:
        return Sentence(
            "Belum diputuskan: {pending} baris menunggu, {held} baris tertahan.",
            {"pending": batch.pending, "held": batch.held},
        )
    if Batch.State(batch.state) not in _AT_REST:
        return Sentence("Batchnya belum selesai dikerjakan.")
    return None


def _held_families(ids: Collection[UUID]) -> dict[UUID, int]:
    hold = FamilyHold.objects.filter(family=OuterRef("family"), lifted_at=None)
    told = FamilyVersion.objects.filter(Exists(hold), change_set__source__in=ids)
    return dict(told.order_by().values_list("change_set__source").annotate(n=Count("family", distinct=True)))


def _open_claims(ids: Collection[UUID]) -> dict[UUID, Sentence]:
    """Proposals of a source that wait for a decision."""
    claims = Claim.objects.filter(change_set__source__in=ids, state=Claim.State.OPEN)
    counted = claims.order_by().values_list("change_set__source").annotate(n=Count("id"))
    return {
        source: Sentence("{n} usulan dari sumber ini menunggu keputusan.", {"n": n}) for source, n in counted
    }


def _returns(where: Q) -> Iterable[Kept]:
    for one in _still(PackReturn.objects.filter(where)).select_related("round"):
        yield Kept(
            "pack", one.source_id, one.source.data_key_id, one.source.name, one.region_code,
            day_of(one.at, one.region_code), f"/paket/kembali/{one.id}/",
        )  # fmt: skip


def _of_returns(ids: Collection[UUID]) -> dict[UUID, Sentence]:
    waiting = PackReturn.objects.filter(source__in=ids, state=PackReturn.State.WAITING)
    found = {source: Sentence("Sedang dibaca.") for source in waiting.values_list("source", flat=True)}
    added = Addition.objects.filter(pack_return__source__in=ids, state=Addition.State.OPEN)
    counted = added.order_by().values_list("pack_return__source").annotate(n=Count("id"))
    for source, n in counted:
        found[source] = Sentence("{n} tambahan dari desa menunggu keputusan.", {"n": n})
    return {**_open_claims(ids), **found}


def _answers(where: Q) -> Iterable[Kept]:
    for one in _still(CivilAnswer.objects.filter(where)):
        yield Kept(
            "civil_registry", one.source_id, one.source.data_key_id, one.source.name, one.region_code,
            day_of(one.at, one.region_code), f"/rujukan/jawaban/{one.id}/",
        )  # fmt: skip


def _of_answers(ids: Collection[UUID]) -> dict[UUID, Sentence]:
    waiting = CivilAnswer.objects.filter(source__in=ids, state=CivilAnswer.State.WAITING)
    found = {source: Sentence("Sedang dibaca.") for source in waiting.values_list("source", flat=True)}
    return {**_open_claims(ids), **found}


def _rounds(where: Q) -> Iterable[Kept]:
    for one in _still(PackRound.objects.filter(where), "data_key"):
        yield Kept(
            "pack_round", one.id, one.data_key_id, one.letter_number, one.region_code, one.due_day,
            f"/paket/{one.id}/",
        )  # fmt: skip


def _of_rounds(ids: Collection[UUID]) -> dict[UUID, Sentence]:
    """A return is read against the pack that was sent."""
    waiting = PackReturn.objects.filter(round__in=ids, state=PackReturn.State.WAITING)
    return {
        round_id: Sentence("Ada paket kembali yang sedang dibaca.")
        for round_id in waiting.values_list("round", flat=True)
    }


def _referrals(where: Q) -> Iterable[Kept]:
    for one in _still(Referral.objects.filter(where), "data_key"):
        yield Kept(
            "referral", one.id, one.data_key_id, one.recipient, one.region_code, one.last_day,
            f"/rujukan/{one.id}/",
        )  # fmt: skip


def _of_referrals(ids: Collection[UUID]) -> dict[UUID, Sentence]:
    waiting = CivilAnswer.objects.filter(referral__in=ids, state=CivilAnswer.State.WAITING)
    return {
        referral_id: Sentence("Ada jawaban yang sedang dibaca.")
        for referral_id in waiting.values_list("referral", flat=True)
    }


register(
    SealedKind("list", _("Daftar yang diterima"), _lists, Permission.BATCH_VIEW, _of_lists),
    SealedKind("pack", _("Paket yang kembali"), _returns, Permission.PACK_RETURN, _of_returns),
    SealedKind("pack_round", _("Paket yang dikirim"), _rounds, Permission.PACK_FETCH, _of_rounds),
    SealedKind("civil_registry", _("Jawaban Dukcapil"), _answers, Permission.REFERRAL_MAKE, _of_answers),
    SealedKind("referral", _("Rujukan Dukcapil"), _referrals, Permission.REFERRAL_MAKE, _of_referrals),
)
