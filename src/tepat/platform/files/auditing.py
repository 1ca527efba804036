"""How acts upon files read in the audit trail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent


@presenters.register("file.stored")
def _stored(event: AuditEvent) -> str:
    megabytes = int(event.detail.get("size", 0)) / (1024 * 1024)
    return _("menyimpan berkas tersegel sebesar %(mb)s MB") % {"mb": f"{megabytes:.1f}".replace(".", ",")}


presenters.kind("file", gettext_lazy("Berkas"))
