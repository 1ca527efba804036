"""How acts upon the register and upon what is kept read in the audit trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent
from tepat.platform.audit.presenters import Counted, Detail

from .kinds import PASSING

_SENTENCES: dict[str, str | Promise | Counted] = {
    "processing.set": gettext_lazy(
        "mengubah register pemrosesan: %(title)s, mulai %(valid_from)s (%(reason)s)"
    ),
    "processing.exported": Counted("mengunduh register pemrosesan: %(count)s kegiatan", "count"),
    "retention.asked": gettext_lazy("meminta penghapusan yang sudah habis masa simpannya"),
    "retention.prolonged": gettext_lazy("menyimpan %(name)s sampai %(until)s (%(reason)s)"),
    "retention.begun": gettext_lazy(
        "memusnahkan kunci %(name)s, yang masa simpannya berakhir %(kept_until)s"
    ),
    "retention.rows_emptied": Counted("mengosongkan %(rows)s baris yang kuncinya sudah dimusnahkan", "rows"),
    "retention.finished": gettext_lazy("menghapus %(name)s: %(rows)s baris, %(files)s berkas"),
}


def _present(event: AuditEvent) -> str:
    return str(_SENTENCES[event.action] % Detail(event.detail))


for action in _SENTENCES:
    presenters.register(action)(_present)


@presenters.register("retention.dropped")
def _dropped(event: AuditEvent) -> str:
    kind = PASSING.get(str(event.detail.get("kind", "")))
    return _("menghapus %(rows)s baris yang sudah lewat masanya: %(kind)s") % Detail(
        event.detail, kind=str(kind.label) if kind else "–"
    )


presenters.kind("processing", gettext_lazy("Register pemrosesan"))
presenters.kind("retention", gettext_lazy("Masa simpan"))
