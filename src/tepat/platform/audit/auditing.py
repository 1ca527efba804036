"""How acts on the trail itself, and on what lies below it, read there: seals, regions, keys."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import presenters
from .models import AuditEvent


@presenters.register("audit.sealed")
def _sealed(event: AuditEvent) -> str:
    return _("menyegel jejak, segel nomor %(n)s") % {"n": event.subject_id}


@presenters.register("looks.sealed")
def _looks_sealed(event: AuditEvent) -> str:
    return presenters.Counted("menyegel %(count)s catatan pembacaan", "count") % presenters.Detail(
        event.detail
    )


@presenters.register("looks.forgotten")
def _looks_forgotten(event: AuditEvent) -> str:
    return _(
        "menghapus %(count)s catatan pembacaan yang berumur lebih dari %(years)s tahun"
    ) % presenters.Detail(event.detail)


@presenters.register("region.reference_loaded")
def _reference_loaded(event: AuditEvent) -> str:
    words = _("memuat rujukan wilayah: %(added)s baru, %(changed)s berubah, %(ended)s tidak berlaku lagi")
    return words % {"added": 0, "changed": 0, "ended": 0, **event.detail}


@presenters.register("region.succession_recorded")
def _succession_recorded(event: AuditEvent) -> str:
    words = _("mencatat perubahan kode wilayah %(old)s menjadi %(new)s")
    return words % {"old": "–", "new": "–", **event.detail}


@presenters.register("data_key.destroyed")
def _data_key_destroyed(event: AuditEvent) -> str:
    return _("memusnahkan kunci data, sehingga isinya tidak terbaca lagi")


presenters.kind("audit", gettext_lazy("Jejak"))
presenters.kind("looks", gettext_lazy("Catatan pembacaan"))
presenters.kind("region", gettext_lazy("Wilayah"))
presenters.kind("data_key", gettext_lazy("Kunci data"))
