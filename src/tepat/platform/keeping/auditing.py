"""How backups read in the audit trail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent


@presenters.register("backup.begun")
def _begun(event: AuditEvent) -> str:
    return _("mulai mencadangkan seluruh data ke berkas %(name)s") % {"name": event.subject_id}


presenters.kind("backup", gettext_lazy("Cadangan"))
