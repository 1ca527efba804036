"""How acts upon files read in the audit trail."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent
from tepat.platform.audit.presenters import Detail


@presenters.register("file.stored")
def _stored(event: AuditEvent) -> str:
    size = filesizeformat(int(event.detail.get("size", 0)))
    return _("menyimpan berkas tersegel sebesar %(size)s") % {"size": size}


@presenters.register("file.erased")
def _erased(event: AuditEvent) -> str:
    return _("menghapus %(files)s berkas yang kuncinya sudah dimusnahkan") % Detail(event.detail)


presenters.kind("file", pgettext_lazy("jumlah", "Berkas"))
