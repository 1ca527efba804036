"""Making referrals, reading their answers and applying these, step by step; what an attempt before did stays."""

import time
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tepat.engine.reading import UnreadableFile
from tepat.engine.sentences import Sentence
from tepat.intake.models import CivilAnswer, Referral
from tepat.platform import crypto, files
from tepat.platform.jobs import Run, handler
from tepat.platform.jobs.handlers import Receipt
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions.clock import local

from . import services
from .queries import people_to_refer, plain_claims

ROWS_A_STEP = 1_000
CLAIMS_A_STEP = 1_000


@handler(services.MAKE_JOB, title=Sentence("Menyiapkan rujukan"), max_attempts=5)
def make_referral(run: Run, *, referral_id: str) -> dict[str, object]:
    """Write the workbook, whose words are Indonesian, and keep whom it names."""
    from .workbook import write_referral

    referral = Referral.objects.select_related("target_list", "data_key", "by").get(id=referral_id)
    if referral.file_id is None:
        wanted = people_to_refer(referral.region_code, referral.target_list, referral.states.split())
        people = list(wanted.order_by("family__region_code", "id").values_list("id", flat=True))
        run.progress(stage=Sentence("Menyiapkan rujukan"), done=0, total=len(people))
        book = BytesIO()
        with override("id"):
            purpose = _("%(purpose)s, oleh %(recipient)s") % {
                "purpose": referral.purpose, "recipient": referral.recipient,
            }  # fmt: skip
            mark = mark_for(referral.by, "civil_registry", referral.region_code, purpose=purpose, made=True)
            write_referral(book, referral, people, mark)
        book.seek(0)
        name = f"rujukan-{referral.region_code}-{referral.created_at:%Y%m%d}.xlsx"
        with files.arrive(stream=book, name=name, data_key=referral.data_key) as arrival:
            services.keep_referral(
                by=run.job.created_by, run=run, referral=referral, people=people, arrival=arrival
            )
    return {"people": referral.people}


def _receipt(result: dict[str, Any]) -> Receipt | None:
    if "taken" not in result:
        return None
    parts = [
        {"value": result["taken"], "label": _("dibaca")},
        {"value": result["told"], "label": _("tidak dipakai")},
    ]
    return Receipt(_("Setiap baris terhitung"), result["taken"] + result["told"], _("baris"), parts)


@handler(services.ANSWER_JOB, title=Sentence("Membaca jawaban Dukcapil"), max_attempts=5, receipt=_receipt)
def read_answer(run: Run, *, answer_id: str) -> dict[str, object]:
    """Read the file whole, sort its rows out, and hold them against the registry step by step."""
    # Loads Polars, which starting a command should not wait for.
    from .comparing import compare
    from .reading import read_rows, sort_out

    answer = CivilAnswer.objects.select_related("referral__target_list", "file__data_key").get(id=answer_id)
    by = run.job.created_by
    if answer.state != CivilAnswer.State.WAITING:
        return {}
    referred = set(answer.referral.rows.values_list("person_id", flat=True))
    run.progress(stage=Sentence("Membaca {file}", {"file": answer.file.name}), done=0, total=0)
    try:
        with files.plain_copy(answer.file) as path:
            rows = read_rows(path, answer.file.name)
            # The day it came, also for an attempt after midnight: which rows are counted must not change.
            found = sort_out(rows, referred, local(answer.at, answer.region_code).date())
    except (UnreadableFile, files.FileLost, crypto.SealBroken) as trouble:
        services.give_up_answer(by=by, run=run, answer=answer, trouble=Sentence.of(trouble))
        return {}
    answer = services.begin_answer(by=by, run=run, answer=answer, found=found)
    assert answer.change_set is not None, "it was begun"
    stage = Sentence("Membandingkan dengan registri")
    for start in range(answer.change_set.done, len(found.rows), ROWS_A_STEP):
        run.progress(stage=stage, done=start, total=len(found.rows))
        some = found.rows[start : start + ROWS_A_STEP]
        compared = compare(answer, some)
        services.keep_answer_rows(by=by, run=run, answer=answer, compared=compared, count=len(some))
    services.finish_answer(by=by, run=run, answer=answer)
    return {"taken": len(found.rows), "told": len(found.told)}


@handler(services.APPLY_JOB, title=Sentence("Menerapkan jawaban Dukcapil"), max_attempts=5)
def apply_answer(run: Run, *, answer_id: str) -> dict[str, object]:
    """Accept what waits of an answer and is no question."""
    answer = CivilAnswer.objects.select_related("change_set").get(id=answer_id)
    waiting = plain_claims(answer)
    done, total = 0, waiting.count()
    while waiting.exists():
        run.progress(stage=Sentence("Menerapkan jawaban"), done=done, total=total)
        began = time.monotonic()
        done += services.apply_next_claims(by=run.job.created_by, run=run, answer=answer, most=CLAIMS_A_STEP)
        # A step is nearly all writing: without a pause nobody else would get to.
        time.sleep((time.monotonic() - began) / 20)
    return {"claims": done}
