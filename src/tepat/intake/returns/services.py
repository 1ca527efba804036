"""Every write about packs that come back: taking the workbook in, keeping what was read of it, putting it away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.additions.rows import NewRow
from tepat.intake.models import Addition, AdditionDecision, Pack, PackReturn, PackRound, ReturnedLine
from tepat.intake.services.source_rows import keep_source_rows
from tepat.platform import audit, crypto, files
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.database import bulk
from tepat.platform.jobs import Job, Run, enqueue
from tepat.registry.models import STANDS, ChangeSet
from tepat.registry.services import open_source, put_claims_away, raise_claims

from .arriving import Arrived, ReturnRefused, returns_link
from .layouts import ASKED, CONTEXT, REMARK
from .reading import Outcome
from .sheets import Row, header_of

RETURN_JOB = "intake.read_returned_packs"
_LONGEST = 500
_LINE_COLUMNS = ("id", "pack_return", "kind", "sheet", "row", "source_row", "sealed")


@transaction.atomic
def receive_returns(
    *, by: User, round_: PackRound, arrived: Sequence[Arrived], pack: Pack | None = None
) -> tuple[list[PackReturn], Job]:
    """Keep workbooks that came back, of `pack` or of whichever each is; a job reads them.

    A workbook that was given back before is not taken again. Raises ReturnRefused when that is all of them.
    """
    known = dict(
        PackReturn.objects.filter(round=round_, file__sha256__in=[one.arrival.sha256 for one in arrived])
        .exclude(state__in=(PackReturn.State.PUT_AWAY, PackReturn.State.UNREADABLE))
        .values_list("file__sha256", "at")
    )
    fresh = [one for one in arrived if one.arrival.sha256 not in known]
    if not fresh:
        raise ReturnRefused(
            _(
                "Berkas ini sudah pernah dikembalikan, dan isinya sama persis. Tidak ada yang perlu dibaca lagi. "
                "Periksa apakah Anda memilih berkas yang benar."
            )
        )
    region = pack.region_code if pack else _reach(by, round_)
    made = []
    for one in fresh:
        one.source.region_code = region
        open_source(by=by, source=one.source)
        stored = files.store(by=by, arrival=one.arrival, region=region)
        made.append(
            PackReturn.objects.create(
                round=round_, pack=pack, region_code=region, source=one.source, file=stored, by=by
            )
        )
    audit.record(
        by=by,
        action="pack.returned",
        region=region,
        subject=("pack_round", round_.id),
        detail={"files": len(made)},
    )
    job = enqueue(
        RETURN_JOB,
        by=by,
        region=region,
        title=Sentence("Membaca paket yang kembali"),
        arguments={"returns": [str(one.id) for one in made]},
        link=returns_link(round_, made),
    )
    return made, job


def _reach(by: User, round_: PackRound) -> str:
    """Where the giver stands: in his village or district, else at the round's regency."""
    within = [
        code for code in by.scope(Permission.PACK_RETURN).prefixes if code.startswith(round_.region_code)
    ]
    return within[0] if len(within) == 1 else round_.region_code


@transaction.atomic
def keep_reading(*, by: User, run: Run, returned: PackReturn, outcome: Outcome) -> PackReturn:
    """Keep what was read: claims, new rows, lines and counts. What waits of the village's older returns gives way.

    Raises LeaseLost when another attempt reads it now.
    """
    run.fence()
    returned = (
        PackReturn.objects.select_for_update(of=("self",))
        .select_related("source__data_key")
        .get(id=returned.id)
    )
    if returned.state != PackReturn.State.WAITING:
        return returned
    others = PackReturn.objects.filter(
        round=returned.round_id, pack=outcome.pack, state=PackReturn.State.READ
    ).select_related("change_set")
    returned.pack, returned.region_code = outcome.pack, outcome.pack.region_code
    is_newest = not others.filter(id__gt=returned.id).exists()
    for older in others.filter(id__lt=returned.id):
        _give_way(by, older, PackReturn.State.REPLACED)
    claims = outcome.claims if is_newest else []
    change_set = ChangeSet.whole(
        kind="pack", region_code=returned.region_code, by=by, count=len(claims), source=returned.source
    )
    change_set.save(force_insert=True)
    rows = keep_source_rows(
        returned.source,
        returned.file_id,
        [
            *(row for _claimed, row in claims),
            *(line.row for line in outcome.lines if line.row),
            *(one.row for one in outcome.additions),
        ],
    )
    returned.claims = raise_claims(
        by=by,
        change_set=change_set,
        claims=[replace(claimed, source_row=rows[row.sheet, row.number]) for claimed, row in claims],
    )
    _keep_lines(returned, outcome, rows)
    _keep_additions(returned, outcome.additions, rows, is_newest=is_newest)
    returned.change_set = change_set
    returned.state = PackReturn.State.READ if is_newest else PackReturn.State.REPLACED
    returned.rows, returned.missing, returned.filled = outcome.rows, outcome.missing, outcome.filled
    returned.told = sum(line.kind == ReturnedLine.Kind.TOLD for line in outcome.lines)
    returned.new = len(outcome.additions)
    returned.save()
    audit.record(
        by=by,
        action="pack_return.read",
        region=returned.region_code,
        subject=("pack_return", returned.id),
        detail={
            "filled": returned.filled, "claims": returned.claims, "told": returned.told, "new": returned.new,
        },
    )  # fmt: skip
    return returned


def _keep_lines(returned: PackReturn, outcome: Outcome, rows: dict[tuple[str, int], str]) -> None:
    sealer = crypto.sealer(returned.source.data_key)
    kept = []
    for line in outcome.lines:
        row = ReturnedLine(
            pack_return=returned, kind=line.kind, sheet=line.row.sheet if line.row else "",
            row=line.row.number if line.row else 0,
        )  # fmt: skip
        sealed = sealer.seal(row.context, orjson.dumps(line.content))
        source_row = rows[line.row.sheet, line.row.number] if line.row else None
        kept.append((row.id.hex, returned.id.hex, row.kind, row.sheet, row.row, source_row, sealed))
    bulk.insert(ReturnedLine, _LINE_COLUMNS, kept)


def _keep_additions(
    returned: PackReturn, rows: Sequence[NewRow], ids: Mapping[tuple[str, int], str], *, is_newest: bool
) -> None:
    """Keep the new rows, families before their members. What was refused before, word for word, stays refused."""
    sealer = crypto.sealer(returned.source.data_key)
    made: dict[int, Addition] = {}
    for one in rows:
        addition = made[one.row.ref] = Addition(
            pack_return=returned, subject=one.subject, region_code=one.region_code,
            home=made[one.home.row.ref] if one.home else None, family_id=one.family_id,
            source_row_id=UUID(ids[one.row.sheet, one.row.number]), index=_index(one),
            stuck=bool(one.troubles) or any(severity == "hold" for severity, _said in one.said),
            state=Addition.State.OPEN if is_newest else Addition.State.PUT_AWAY,
        )  # fmt: skip
        said = [*(("hold", sentence) for sentence in one.troubles), *one.said]
        content = {
            "values": one.values,
            "said": [(severity, sentence.kept()) for severity, sentence in said],
            "cells": _cells(one.row),
        }
        addition.sealed = sealer.seal(addition.context, orjson.dumps(content))
    refused = _refused_before(returned.region_code, [it.index for it in made.values()])
    again = [it for it in made.values() if it.index in refused]
    for addition in again:
        addition.state = Addition.State.REFUSED
    Addition.objects.bulk_create(made.values())
    AdditionDecision.objects.bulk_create(
        AdditionDecision(
            addition=it, verdict=AdditionDecision.Verdict.REFUSED, change_set_id=refused[it.index]
        )
        for it in again
    )


def _index(one: NewRow) -> str:
    """By which the same row is known again in a later return."""
    home = one.home.values if one.home else {"family": one.family_id and one.family_id.hex}
    told = orjson.dumps([one.subject, one.values, home], option=orjson.OPT_SORT_KEYS)
    return crypto.blind_index("addition", told.decode()).hex()


def _refused_before(region_code: str, indexes: Sequence[str]) -> dict[str, UUID]:
    """The act by which each of these was refused, where that stands."""
    decisions = AdditionDecision.objects.filter(
        STANDS,
        verdict=AdditionDecision.Verdict.REFUSED,
        addition__index__in=indexes,
        addition__pack_return__region_code=region_code,
    )
    return dict(decisions.order_by("id").values_list("addition__index", "change_set_id"))


def _cells(row: Row) -> dict[str, str]:
    """What a new row says, by heading."""
    names = (*ASKED[row.subject], *CONTEXT[row.subject], REMARK)
    return {
        header_of(row.subject, name): row.cell(name).text[:_LONGEST]
        for name in names
        if not row.cell(name).blank
    }


def _give_way(by: User, returned: PackReturn, state: PackReturn.State) -> None:
    if returned.change_set is not None:
        put_claims_away(by=by, change_set=returned.change_set)
    returned.additions.filter(state=Addition.State.OPEN).update(state=Addition.State.PUT_AWAY)
    returned.state = state
    returned.save(update_fields=["state", "reason"])


@transaction.atomic
def give_up_return(*, by: User, run: Run, returned: PackReturn, trouble: Sentence) -> None:
    """The file is no pack's: keep the sentence that says why. Raises LeaseLost."""
    run.fence()
    returned.state, returned.trouble = PackReturn.State.UNREADABLE, trouble
    returned.save(update_fields=["state", "trouble"])
    audit.record(
        by=by,
        action="pack_return.unreadable",
        region=returned.region_code,
        subject=("pack_return", returned.id),
        detail={},
    )


@transaction.atomic
def put_return_away(*, by: User, returned: PackReturn, reason: str) -> None:
    """Put a return aside with a reason: its open claims go, what was decided stays. Raises ReturnRefused."""
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise ReturnRefused(_("Alasan belum diisi. Tulis mengapa paket ini disisihkan, agar desa mengerti."))
    returned = (
        PackReturn.objects.select_for_update(of=("self",)).select_related("change_set").get(id=returned.id)
    )
    if returned.state not in (PackReturn.State.READ, PackReturn.State.UNREADABLE):
        raise ReturnRefused(
            _("Paket ini tidak dapat disisihkan: sedang dibaca, atau sudah diganti. Muat ulang halamannya.")
        )
    returned.reason = reason
    _give_way(by, returned, PackReturn.State.PUT_AWAY)
    audit.record(
        by=by,
        action="pack_return.put_away",
        region=returned.region_code,
        subject=("pack_return", returned.id),
        detail={},
    )


@transaction.atomic
def note_new_rows_export(*, by: User, returned: PackReturn) -> None:
    """Record that the rows which the list does not know left as a file."""
    audit.record(
        by=by,
        action="pack_return.exported",
        region=returned.region_code,
        subject=("pack_return", returned.id),
        detail={"count": returned.new},
    )
