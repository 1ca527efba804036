"""How acts on the region tables read in the audit trail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent


@presenters.register("region.reference_loaded")
def _reference_loaded(event: AuditEvent) -> str:
    counts = {"added": 0, "changed": 0, "ended": 0, **event.detail}
    return (
        _("memuat rujukan wilayah: %(added)s baru, %(changed)s berubah, %(ended)s tidak berlaku lagi")
        % counts
    )


@presenters.register("region.succession_recorded")
def _succession_recorded(event: AuditEvent) -> str:
    return _("mencatat perubahan kode wilayah %(old)s menjadi %(new)s") % {
        "old": event.detail.get("old", "–"),
        "new": event.detail.get("new", "–"),
    }


presenters.kind("region", gettext_lazy("Wilayah"))
