"""How the registry's acts read in the audit trail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent
from tepat.platform.audit.presenters import Counted, Detail

from .fields import DWELLING, FAMILY, PERSON


@presenters.register("source.opened")
def _source_opened(event: AuditEvent) -> str:
    return _("membuka sumber %(name)s") % {"name": event.detail.get("name", "")}


@presenters.register("columns.chosen")
def _columns_chosen(event: AuditEvent) -> str:
    return _("memilih kolom daftar keluarga")


@presenters.register("hand_over.recorded")
def _hand_over_recorded(event: AuditEvent) -> str:
    return _("mencatat berita acara serah terima %(number)s") % {"number": event.detail.get("number", "–")}


@presenters.register("change_set.begun")
def _change_set_begun(event: AuditEvent) -> str:
    return Counted("memulai perubahan registri untuk %(n)s baris", "n") % {"n": event.detail.get("total", 0)}


@presenters.register("change_set.published")
def _change_set_published(event: AuditEvent) -> str:
    return Counted("menyelesaikan perubahan registri atas %(n)s baris", "n") % {
        "n": event.detail.get("total", 0)
    }


@presenters.register("list_rows.applied")
def _list_rows_applied(event: AuditEvent) -> str:
    detail = event.detail
    return Counted(
        "menulis %(rows)s baris ke registri: %(fn)s keluarga baru, %(fk)s keluarga diperbarui, "
        "%(pn)s orang baru, %(pk)s orang diperbarui, %(pl)s kepala keluarga lama keluar",
        "rows",
    ) % {
        "rows": detail.get("rows", 0),
        "fn": detail.get("families_new", 0),
        "fk": detail.get("families_known", 0),
        "pn": detail.get("people_new", 0),
        "pk": detail.get("people_known", 0),
        "pl": detail.get("people_left", 0),
    }


@presenters.register("change_set.reversal_begun")
def _reversal_begun(event: AuditEvent) -> str:
    return Counted("mulai menarik kembali perubahan registri atas %(n)s baris", "n") % {
        "n": event.detail.get("total", 0)
    }


@presenters.register("list_rows.reversed")
def _list_rows_reversed(event: AuditEvent) -> str:
    return Counted("menarik kembali %(rows)s baris dari registri: %(f)s keluarga, %(p)s orang", "rows") % {
        "rows": event.detail.get("rows", 0),
        "f": event.detail.get("families", 0),
        "p": event.detail.get("people", 0),
    }


@presenters.register("claims.raised")
def _claims_raised(event: AuditEvent) -> str:
    return Counted("menyimpan %(n)s usulan perubahan atas isian terverifikasi", "n") % {
        "n": event.detail.get("count", 0)
    }


@presenters.register("claims.put_away")
def _claims_put_away(event: AuditEvent) -> str:
    return Counted("menyisihkan %(n)s usulan perubahan yang diganti sumbernya sendiri", "n") % {
        "n": event.detail.get("count", 0)
    }


@presenters.register("claims.decided")
def _claims_decided(event: AuditEvent) -> str:
    return _("memutuskan usulan perubahan: %(a)s diterima, %(r)s ditolak") % {
        "a": event.detail.get("accepted", 0),
        "r": event.detail.get("refused", 0),
    }


@presenters.register("claims.reopened")
def _claims_reopened(event: AuditEvent) -> str:
    return Counted("membatalkan keputusan atas %(n)s usulan perubahan", "n") % {
        "n": event.detail.get("count", 0)
    }


@presenters.register("hold.placed")
def _hold_placed(event: AuditEvent) -> str:
    return _("mempertahankan satu keluarga: %(reason)s") % {"reason": event.detail.get("reason", "–")}


@presenters.register("hold.lifted")
def _hold_lifted(event: AuditEvent) -> str:
    return _("berhenti mempertahankan satu keluarga")


@presenters.register("field.corrected")
def _field_corrected(event: AuditEvent) -> str:
    labels = {"family": FAMILY, "dwelling": DWELLING, "person": PERSON}.get(event.detail.get("of", ""), {})
    field = event.detail.get("field", "–")
    return _("memperbaiki isian %(field)s") % {"field": labels.get(field, field)}


@presenters.register("number.revealed")
def _number_revealed(event: AuditEvent) -> str:
    return _("membuka %(kind)s satu orang") % {"kind": str(event.detail.get("kind", "")).upper()}


@presenters.register("number.searched")
def _number_searched(event: AuditEvent) -> str:
    return Counted("mencari keluarga dengan nomor; %(n)s ditemukan", "n") % {
        "n": event.detail.get("count", 0)
    }


@presenters.register("families.granted")
def _families_granted(event: AuditEvent) -> str:
    return Counted("menyerahkan %(n)s keluarga kepada %(username)s", "n") % {
        "n": event.detail.get("count", 0),
        "username": event.detail.get("username", "–"),
    }


@presenters.register("families.exported")
def _families_exported(event: AuditEvent) -> str:
    return Counted("mengunduh daftar %(n)s keluarga sebagai %(kind)s", "n") % {
        "n": event.detail.get("count", 0),
        "kind": str(event.detail.get("kind", "")).upper(),
    }


presenters.kind("source", gettext_lazy("Sumber"))
presenters.kind("hand_over", gettext_lazy("Serah terima"))
presenters.kind("change_set", gettext_lazy("Perubahan registri"))
presenters.kind("list_rows", gettext_lazy("Baris daftar"))
presenters.kind("claims", gettext_lazy("Usulan perubahan"))
presenters.kind("field", gettext_lazy("Isian"))
presenters.kind("number", gettext_lazy("Nomor dibuka"))
presenters.kind("subject_copy", gettext_lazy("Salinan data pribadi"))
presenters.kind("exposure", gettext_lazy("Data tersentuh"))
presenters.kind("families", pgettext_lazy("jumlah", "Keluarga"))


@presenters.register("exposure.reported")
def _exposure_reported(event: AuditEvent) -> str:
    return _(
        "mengunduh siapa yang datanya tersentuh, %(from)s sampai %(to)s, untuk %(reason)s: %(families)s keluarga"
    ) % Detail(event.detail)


@presenters.register("subject_copy.given")
def _subject_copy_given(event: AuditEvent) -> str:
    return _("membuat salinan data pribadi satu orang untuk %(reason)s") % Detail(event.detail)


presenters.page("families.listed", gettext_lazy("Daftar keluarga"))
presenters.page("families.searched", gettext_lazy("Pencarian keluarga"))
presenters.page("family.opened", gettext_lazy("Halaman keluarga"))
presenters.page("family.correcting", gettext_lazy("Perbaikan isian keluarga"))
presenters.page("subject_copy.opened", gettext_lazy("Salinan data pribadi"))
presenters.page("claims.listed", gettext_lazy("Usulan perubahan"))
