"""Every write about referrals and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.models import AnswerLine, CivilAnswer, Referral, ReferralRow, TargetList
from tepat.intake.services.source_rows import keep_source_rows
from tepat.platform import audit, crypto, files
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes, uuid7
from tepat.platform.jobs import Job, Run, enqueue
from tepat.platform.regions.clock import today_in
from tepat.registry.hand_overs import refuse_use_of_families
from tepat.registry.models import ChangeSet, Family, Source
from tepat.registry.services import decide_claims, open_source, raise_claims

from .arriving import answer_link, referral_link
from .comparing import Compared
from .queries import STATES, open_claims, people_to_refer, plain_claims, wholeness
from .reading import AnswerRow, Sorted

MAKE_JOB = "intake.make_referral"
ANSWER_JOB = "intake.read_civil_answer"
APPLY_JOB = "intake.apply_civil_answer"
_LINE_COLUMNS = ("id", "answer", "sheet", "row", "sealed")


class ReferralRefused(Exception):
    """A referral or its answer cannot be taken; the message is shown to the user."""

    for_people = True


@dataclass(frozen=True)
class Terms:
    """On what terms the file leaves the house: see Referral."""

    purpose: str
    recipient: str
    legal_basis: str
    last_day: date


@transaction.atomic
def make_referral(
    *,
    by: User,
    region_code: str,
    target_list: TargetList | None,
    kind: str,
    states: Sequence[str],
    terms: Terms,
) -> tuple[Referral, Job]:
    """Decide that people of a region, or of a list in it, are referred; a job makes the file.

    To have numbers issued it takes those without one, whatever `states` says. Raises ReferralRefused,
    PurposeOver where the data may no longer be used.
    """
    chosen = ["blank"] if kind == Referral.Kind.ISSUE else [state for state in STATES if state in states]
    if not chosen:
        raise ReferralRefused(
            _("Rujukan belum dibuat. Keadaan nomornya belum dipilih. Centang sedikitnya satu keadaan.")
        )
    if terms.last_day < today_in(region_code):
        raise ReferralRefused(
            _("Rujukan belum dibuat. Masa pakainya sudah lewat. Isi hari ini atau sesudahnya.")
        )
    people = people_to_refer(region_code, target_list, chosen)
    if not people.exists():
        raise ReferralRefused(
            _("Rujukan belum dibuat. Tidak ada orang dengan keadaan itu di wilayah ini. Pilih keadaan lain.")
        )
    refuse_use_of_families(Family.objects.filter(people__in=people))
    made = Referral(
        id=uuid7(), kind=kind, region_code=region_code, target_list=target_list, states=" ".join(chosen),
        purpose=terms.purpose, recipient=terms.recipient, legal_basis=terms.legal_basis,
        last_day=terms.last_day, by=by,
    )  # fmt: skip
    made.data_key = crypto.create_data_key(f"referral:{made.id}")
    made.save(force_insert=True)
    audit.record(
        by=by,
        action="referral.opened",
        region=region_code,
        subject=("referral", made.id),
        detail={
            "kind": kind, "states": chosen, "recipient": made.recipient, "purpose": made.purpose,
            "legal_basis": made.legal_basis, "last_day": made.last_day.isoformat(),
        },
    )  # fmt: skip
    job = enqueue(
        MAKE_JOB,
        by=by,
        region=region_code,
        title=Sentence("Menyiapkan rujukan untuk {name}", {"name": made.recipient}),
        arguments={"referral_id": str(made.id)},
        link=referral_link(made),
    )
    return made, job


@transaction.atomic
def keep_referral(
    *, by: User, run: Run, referral: Referral, people: Sequence[UUID], arrival: files.Arrival
) -> None:
    """Keep the made file and whom it names. Raises LeaseLost when another attempt makes it now."""
    run.fence()
    new_id = hexes().__next__
    bulk.insert(
        ReferralRow,
        ("id", "referral", "person"),
        [(new_id(), referral.id.hex, person.hex) for person in people],
    )
    referral.file = files.store(by=by, arrival=arrival, region=referral.region_code)
    referral.people = len(people)
    referral.save(update_fields=["file", "people"])
    audit.record(
        by=by,
        action="referral.made",
        region=referral.region_code,
        subject=("referral", referral.id),
        detail={"people": referral.people},
    )


@transaction.atomic
def note_referral_fetch(*, by: User, referral: Referral) -> None:
    """Record that somebody takes the file out of the house. Raises ReferralRefused once its use is over."""
    if referral.last_day < today_in(referral.region_code):
        raise ReferralRefused(
            _(
                "Rujukan tidak dapat diunduh. Masa pakainya sudah lewat. Buat rujukan baru bila masih diperlukan."
            )
        )
    audit.record(
        by=by,
        action="referral.fetched",
        region=referral.region_code,
        subject=("referral", referral.id),
        detail={"people": referral.people, "recipient": referral.recipient},
    )


@transaction.atomic
def receive_answer(
    *, by: User, referral: Referral, source: Source, arrival: files.Arrival
) -> tuple[CivilAnswer, Job]:
    """Keep a file that answers a referral; a job reads it. Raises ReferralRefused for one that came before."""
    if arrival.size == 0:
        raise ReferralRefused(_("Berkas ini kosong (0 bita). Tidak ada jawabannya. Pilih berkas jawabannya."))
    before = referral.answers.filter(file__sha256=arrival.sha256)
    if before.exclude(state=CivilAnswer.State.UNREADABLE).exists():
        raise ReferralRefused(
            _(
                "Berkas ini sudah pernah diunggah, dan isinya sama persis. Tidak ada yang berubah. Periksa berkasnya."
            )
        )
    open_source(by=by, source=source)
    stored = files.store(by=by, arrival=arrival, region=referral.region_code)
    made = CivilAnswer.objects.create(
        referral=referral, region_code=referral.region_code, source=source, file=stored, by=by
    )
    audit.record(
        by=by,
        action="civil_answer.received",
        region=made.region_code,
        subject=("civil_answer", made.id),
        detail={"referral": str(referral.id)},
    )
    job = enqueue(
        ANSWER_JOB,
        by=by,
        region=made.region_code,
        title=Sentence("Membaca jawaban {name}", {"name": referral.recipient}),
        arguments={"answer_id": str(made.id)},
        link=answer_link(made),
    )
    return made, job


@transaction.atomic
def begin_answer(*, by: User, run: Run, answer: CivilAnswer, found: Sorted) -> CivilAnswer:
    """Note what is in the file and how whole the numbers are before it. What an attempt before began goes on."""
    run.fence()
    answer = CivilAnswer.objects.select_related("referral__target_list", "source__data_key").get(id=answer.id)
    if answer.change_set is not None:
        return answer
    change_set = ChangeSet(
        kind="answer", region_code=answer.region_code, source=answer.source, by=by, total=len(found.rows)
    )
    change_set.save(force_insert=True)
    before = wholeness(answer.region_code, answer.referral.target_list)
    answer.change_set = change_set
    answer.people_before, answer.whole_before = before.people, before.whole
    answer.rows, answer.verdicts = len(found.rows), found.verdicts
    answer.missing = max(0, answer.referral.people - len(found.rows))
    answer.told = len(found.told)
    answer.save()
    _keep_lines(answer, found.told)
    audit.record(
        by=by,
        action="civil_answer.begun",
        region=answer.region_code,
        subject=("civil_answer", answer.id),
        detail={"rows": answer.rows, "told": answer.told},
    )
    return answer


@transaction.atomic
def keep_answer_rows(*, by: User, run: Run, answer: CivilAnswer, compared: Compared, count: int) -> None:
    """Keep what `count` rows came to: their claims, and the rows that those stand on. Raises LeaseLost."""
    run.fence()
    assert answer.change_set is not None, "begin_answer began it"
    rows = keep_source_rows(answer.source, answer.file_id, (row for _claimed, row in compared.claims))
    claims = [replace(claimed, source_row=rows[row.sheet, row.number]) for claimed, row in compared.claims]
    raised = raise_claims(by=by, change_set=answer.change_set, claims=claims)
    _keep_lines(answer, compared.told)
    answer.claims += raised
    answer.asked += compared.asked
    answer.same += compared.same
    answer.told += len(compared.told)
    answer.save(update_fields=["claims", "asked", "same", "told"])
    ChangeSet.objects.filter(id=answer.change_set.id).update(done=F("done") + count)
    audit.record(
        by=by,
        action="civil_answer.rows_read",
        region=answer.region_code,
        subject=("civil_answer", answer.id),
        detail={"rows": count},
    )


def _keep_lines(answer: CivilAnswer, told: Sequence[tuple[AnswerRow, Sentence]]) -> None:
    sealer = crypto.sealer(answer.source.data_key)
    lines = []
    for row, sentence in told:
        line = AnswerLine(answer=answer, sheet=row.sheet, row=row.number)
        sealed = sealer.seal(line.context, sentence.kept().encode())
        lines.append((line.id.hex, answer.id.hex, row.sheet, row.number, sealed))
    bulk.insert(AnswerLine, _LINE_COLUMNS, lines)


@transaction.atomic
def finish_answer(*, by: User, run: Run, answer: CivilAnswer) -> None:
    """Say that all rows are read. Raises LeaseLost."""
    run.fence()
    assert answer.change_set is not None, "begin_answer began it"
    ChangeSet.objects.filter(id=answer.change_set.id).update(published_at=timezone.now())
    answer.state = CivilAnswer.State.READ
    answer.save(update_fields=["state"])
    audit.record(
        by=by,
        action="civil_answer.read",
        region=answer.region_code,
        subject=("civil_answer", answer.id),
        detail={
            "rows": answer.rows, "claims": answer.claims, "asked": answer.asked, "told": answer.told,
            "same": answer.same,
        },
    )  # fmt: skip


@transaction.atomic
def give_up_answer(*, by: User, run: Run, answer: CivilAnswer, trouble: Sentence) -> None:
    """The file is no answer: keep the sentence that says why. Raises LeaseLost."""
    run.fence()
    answer.state, answer.trouble = CivilAnswer.State.UNREADABLE, trouble
    answer.save(update_fields=["state", "trouble"])
    audit.record(
        by=by,
        action="civil_answer.unreadable",
        region=answer.region_code,
        subject=("civil_answer", answer.id),
        detail={},
    )


@transaction.atomic
def apply_answer(*, by: User, answer: CivilAnswer) -> Job:
    """Decide to accept everything that an answer says but for its questions; a job does it.

    Raises ReferralRefused when nothing of that kind waits.
    """
    count = plain_claims(answer).count()
    if answer.state != CivilAnswer.State.READ or not count:
        raise ReferralRefused(
            _("Tidak ada yang diterapkan. Semua isinya sudah diputuskan, atau perlu dilihat satu per satu.")
        )
    audit.record(
        by=by,
        action="civil_answer.applied",
        region=answer.region_code,
        subject=("civil_answer", answer.id),
        detail={"claims": count, "left": open_claims(answer).count() - count},
    )
    return enqueue(
        APPLY_JOB,
        by=by,
        region=answer.region_code,
        title=Sentence("Menerapkan jawaban {name}", {"name": answer.referral.recipient}),
        arguments={"answer_id": str(answer.id)},
        link=answer_link(answer),
    )


@transaction.atomic
def apply_next_claims(*, by: User, run: Run, answer: CivilAnswer, most: int) -> int:
    """Accept the next claims, at most `most`, and return how many. Raises LeaseLost, ClaimsRefused."""
    run.fence()
    count = decide_claims(
        by=by, claims=plain_claims(answer), accept=True, region_code=answer.region_code, most=most
    )
    audit.record(
        by=by,
        action="civil_answer.step_applied",
        region=answer.region_code,
        subject=("civil_answer", answer.id),
        detail={"claims": count},
    )
    return count
