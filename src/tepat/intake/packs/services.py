"""Every write about packs: opening a round, keeping a made pack, noting that somebody fetched one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.models import Pack, PackFetch, PackRound, TargetList
from tepat.platform import audit, crypto, files
from tepat.platform.accounts.models import User
from tepat.platform.database.ids import uuid7
from tepat.platform.jobs import Job, Run, enqueue
from tepat.registry.hand_overs import refuse_use_of_families
from tepat.registry.models import Family

from .contents import regions_to_pack

PACK_JOB = "intake.make_packs"
# The entry of the register of processing that packs belong to.
PROCESSING = "packs"
LENGTHS = {"village": 13, "district": 8}


class PacksRefused(Exception):
    """Packs cannot be made; the message is shown to the user."""

    for_people = True


@dataclass(frozen=True)
class Letter:
    """What the covering letter of a round says: see PackRound."""

    number: str
    day: date
    due_day: date
    office: str
    signer: str
    signer_title: str


@transaction.atomic
def open_pack_round(
    *, by: User, target_list: TargetList, level: str, letter: Letter, areas: Sequence[str] = ()
) -> tuple[PackRound, Job]:
    """Decide that a list goes out to its villages or districts; a job makes the packs. With `areas` only to those.

    Raises PacksRefused where there is nobody to send to, PurposeOver where the list may no longer be used.
    """
    refuse_use_of_families(Family.objects.filter(list_entries__target_list=target_list))
    total = len(regions_to_pack(target_list, LENGTHS[level], areas))
    if total == 0:
        raise PacksRefused(_("Daftar ini belum berisi keluarga. Terima batchnya dahulu, lalu buat paketnya."))
    made = PackRound(
        id=uuid7(),
        target_list=target_list,
        region_code=target_list.region_code,
        level=level,
        letter_number=letter.number,
        letter_day=letter.day,
        due_day=letter.due_day,
        office=letter.office,
        signer=letter.signer,
        signer_title=letter.signer_title,
        areas=list(areas),
        total=total,
        by=by,
    )
    made.data_key = crypto.create_data_key(f"pack_round:{made.id}")
    made.save(force_insert=True)
    audit.record(
        by=by,
        action="pack_round.opened",
        region=made.region_code,
        subject=("pack_round", made.id),
        detail={"packs": total, "level": level, "number": letter.number},
    )
    job = enqueue(
        PACK_JOB,
        by=by,
        region=made.region_code,
        title=Sentence("Menyiapkan paket {name}", {"name": target_list.source_list.name}),
        arguments={"round_id": str(made.id)},
        link=f"/paket/{made.id}/",
    )
    return made, job


@transaction.atomic
def keep_pack(
    *,
    by: User,
    run: Run,
    round_: PackRound,
    region_code: str,
    families: int,
    people: int,
    arrivals: dict[str, files.Arrival],
) -> Pack:
    """Keep a pack with its files by kind. Raises LeaseLost when another attempt makes the round now."""
    run.fence()
    stored = {
        kind: files.store(by=by, arrival=arrival, region=region_code) for kind, arrival in arrivals.items()
    }
    pack = Pack.objects.create(
        round=round_, region_code=region_code, families=families, people=people, **stored
    )
    audit.record(
        by=by,
        action="pack.made",
        region=region_code,
        subject=("pack", pack.id),
        detail={"families": families, "people": people},
    )
    return pack


@transaction.atomic
def note_fetch(*, by: User, packs: list[Pack], kind: str) -> None:
    """Record that `by` fetched a file of each of these packs."""
    PackFetch.objects.bulk_create(PackFetch(pack=pack, kind=kind, by=by) for pack in packs)
    for pack in packs:
        audit.record(
            by=by,
            action="pack.fetched",
            region=pack.region_code,
            subject=("pack", pack.id),
            detail={"kind": kind, "families": pack.families},
        )
