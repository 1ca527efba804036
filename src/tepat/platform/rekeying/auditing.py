"""How changes of the keys read in the audit trail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent


@presenters.register("keys.changed")
def _changed(event: AuditEvent) -> str:
    words = {"n": event.detail.get("data_keys", 0), "id": event.detail.get("master", "–")}
    if event.detail.get("renewed"):
        return _("mengganti kunci induk (%(id)s) dan %(n)s kunci data") % words
    return _("mengganti kunci induk (%(id)s), %(n)s kunci data dibungkus ulang") % words


@presenters.register("keys.resealed")
def _resealed(event: AuditEvent) -> str:
    return _("selesai menyegel ulang %(n)s nilai dengan kunci baru") % {"n": event.detail.get("values", 0)}


@presenters.register("keys.retired")
def _retired(event: AuditEvent) -> str:
    return _("membuang kunci lama: tidak ada lagi yang memerlukannya")


presenters.kind("key_change", gettext_lazy("Penggantian kunci"))
