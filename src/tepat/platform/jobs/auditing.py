"""How acts upon jobs read in the audit trail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent

from .handlers import HANDLERS


def _title(event: AuditEvent) -> str:
    name = str(event.detail.get("job", ""))
    found = HANDLERS.get(name)
    return str(found.title) if found else name


@presenters.register("job.enqueued")
def _enqueued(event: AuditEvent) -> str:
    return _("meminta pekerjaan “%(title)s”") % {"title": _title(event)}


@presenters.register("job.cancelled")
def _cancelled(event: AuditEvent) -> str:
    return _("membatalkan pekerjaan “%(title)s”") % {"title": _title(event)}


presenters.kind("job", gettext_lazy("Pekerjaan"))
