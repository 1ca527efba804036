"""Reading workbooks that came back, one after the other; what an attempt before read stays."""

from typing import Any

from django.utils.translation import gettext as _

from tepat.engine.reading import UnreadableFile
from tepat.engine.sentences import Sentence
from tepat.intake.models import PackReturn
from tepat.platform import crypto, files
from tepat.platform.jobs import Run, handler
from tepat.platform.jobs.handlers import Receipt

from . import services
from .services import RETURN_JOB


def _receipt(result: dict[str, Any]) -> Receipt | None:
    parts = [
        {"value": result["read"], "label": _("dibaca")},
        {"value": result["unreadable"], "label": _("tidak terbaca")},
    ]
    return Receipt(_("Setiap berkas terhitung"), result["total"], _("berkas"), parts)


@handler(RETURN_JOB, title=Sentence("Membaca paket yang kembali"), max_attempts=5, receipt=_receipt)
def read_returns(run: Run, *, returns: list[str]) -> dict[str, object]:
    """Read each and keep what came of it."""
    from .reading import context_of, read_return  # loads Polars, which starting a command should not wait for

    found = PackReturn.objects.filter(id__in=returns).select_related(
        "round", "pack__workbook__data_key", "file__data_key", "source__data_key", "by"
    )
    listed = list(found.order_by("id"))
    context = context_of(listed[0].round)
    by = run.job.created_by
    for done, returned in enumerate(listed):
        stage = Sentence("Membaca {file}", {"file": returned.file.name})
        run.progress(stage=stage, done=done, total=len(listed))
        if returned.state != PackReturn.State.WAITING:
            continue
        try:
            outcome = read_return(returned, context)
        except (UnreadableFile, files.FileLost, crypto.SealBroken) as trouble:
            services.give_up_return(by=by, run=run, returned=returned, trouble=Sentence.of(trouble))
        else:
            services.keep_reading(by=by, run=run, returned=returned, outcome=outcome)
    counted = PackReturn.objects.filter(id__in=returns)
    unreadable = counted.filter(state=PackReturn.State.UNREADABLE).count()
    return {"read": len(listed) - unreadable, "unreadable": unreadable, "total": len(listed)}
