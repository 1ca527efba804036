"""Filling a target list, some thousands of families a step; what an attempt before put on it stays."""

from typing import Any

from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.completeness.jobs import count_waiting
from tepat.intake.models import TargetList
from tepat.platform.jobs import Run, handler
from tepat.platform.jobs.handlers import Receipt

from . import services
from .rules import Rule, chosen
from .services import FILL_JOB

FAMILIES_A_STEP = 5_000


def _receipt(result: dict[str, Any]) -> Receipt | None:
    parts = [{"value": result["families"], "label": _("keluarga pada daftar")}]
    return Receipt(_("Daftar sasaran selesai disusun"), result["families"], _("keluarga"), parts)


@handler(FILL_JOB, title=Sentence("Menyusun daftar sasaran"), max_attempts=5, receipt=_receipt)
def fill(run: Run, *, target_list_id: str) -> dict[str, object]:
    """Choose the families by the version's rule and publish it."""
    target_list = TargetList.objects.select_related("source_list").get(id=target_list_id)
    by = run.job.created_by
    if target_list.published_at is None:
        total = chosen(target_list.source_list, Rule.of(target_list)).count()
        done = target_list.entries.count()
        while True:
            run.progress(stage=Sentence("Memilih keluarga"), done=done, total=max(total, done))
            added = services.fill_target_list(by=by, run=run, target_list=target_list, size=FAMILIES_A_STEP)
            if not added:
                break
            done += added
        services.publish_target_list(by=by, run=run, target_list=target_list)
    count_waiting(run)
    return {"families": target_list.entries.count()}
