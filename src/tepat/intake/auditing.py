"""How intake's acts read in the audit trail."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent

from .models import Finding

_SENTENCES: dict[str, str | Promise] = {
    "batch.received": _("menerima %(files)s berkas untuk daftar %(list)s"),
    "batch.reading": _("mulai membaca batch"),
    "batch.recognised": _("mengenali tata letak berkas batch"),
    "batch.rows_read": _("membaca %(rows)s baris batch, %(held)s di antaranya tertahan"),
    "batch.checked": _("selesai memeriksa batch: %(rows_in)s baris, %(pending)s siap, %(held)s tertahan"),
    "batch.unreadable": _("menyatakan batch tidak terbaca"),
    "batch.mapped": _("mengenali kolom batch dengan tata letak %(title)s"),
    "batch.accepted": _("menerima batch: %(rows)s baris, %(held)s tetap tertahan"),
    "batch.rows_accepted": _("memasukkan %(rows)s baris dari %(families)s keluarga"),
    "departures.asked": _("mencatat %(families)s keluarga yang tidak disebut lagi, %(questions)s ditanyakan"),
    "departures.stay": _("menjawab: %(families)s keluarga tetap dalam daftar"),
    "departures.leave": _("menjawab: %(families)s keluarga keluar dari daftar"),
    "departures.reopened": _("membatalkan jawaban atas %(families)s keluarga"),
    "departures.forgotten": _("mengembalikan %(families)s keluarga ke daftar: batchnya ditarik kembali"),
    "changes.exported": _("mengunduh %(count)s perubahan batch"),
    "batch.rows_kept": _("menyimpan %(rows)s baris daftar pembanding"),
    "batch.finished": _("menyelesaikan penerimaan batch: %(accepted)s baris diterima"),
    "batch.resumed": _("melanjutkan batch yang pekerjaannya berhenti"),
    "batch.refused": _("menolak batch: %(rows)s baris"),
    "batch.held_rows_refused": _("menolak %(rows)s baris tertahan"),
    "batch.rows_refused": _("menandai %(rows)s baris sebagai ditolak"),
    "proposals.taken": _("menerima %(count)s usulan perbaikan"),
    "proposal.left": _("membiarkan satu usulan %(check)s"),
    "batch.held_rows_filled": _("membetulkan %(rows)s baris tertahan, %(freed)s di antaranya kini siap"),
    "batch.held_rows_given": _("mengunggah perbaikan baris tertahan"),
    "batch.held_rows_unreadable": _("menyatakan berkas perbaikan tidak terbaca"),
    "batch.rows_corrected": _("memperbaiki %(rows)s baris batch"),
    "correction.undone": _("membatalkan perbaikan %(rows)s isian"),
    "batch.withdrawn": _("menarik kembali batch: %(rows)s baris"),
    "batch.rows_withdrawn": _("menandai %(rows)s baris sebagai ditarik kembali"),
    "findings.exported": _("mengunduh %(count)s temuan"),
    "held_rows.exported": _("mengunduh %(count)s baris tertahan"),
    "finding.revealed": _("membuka nilai satu temuan %(check)s"),
    "pack_round.opened": _("membuat paket untuk %(packs)s wilayah, surat %(number)s"),
    "pack.made": _("menyiapkan paket %(families)s keluarga, %(people)s orang"),
    "pack.fetched": _("mengunduh paket %(families)s keluarga"),
    "pack.returned": _("menyerahkan kembali %(files)s lembar kerja paket"),
    "pack_return.read": _(
        "membaca paket yang kembali: %(filled)s isian, %(claims)s usulan, %(told)s perlu dilihat, %(new)s baris baru"
    ),
    "pack_return.unreadable": _("menyatakan lembar kerja paket tidak terbaca"),
    "pack_return.put_away": _("menyisihkan paket yang kembali"),
    "pack_return.exported": _("mengunduh %(count)s baris yang belum tercantum"),
    "additions.accepted": _("menerima %(rows)s baris usulan baru desa, %(families)s keluarga di antaranya"),
    "additions.refused": _("menolak %(rows)s baris usulan baru desa"),
    "additions.taken_back": _("membatalkan putusan atas %(rows)s baris usulan baru"),
    "target_list.ruled": _(
        "membuat versi %(version)s daftar sasaran %(list)s: desil %(desil)s ke bawah, %(basis)s"
    ),
    "target_list.filled": _("memasukkan %(families)s keluarga ke daftar sasaran"),
    "target_list.published": _("menerbitkan versi %(version)s daftar sasaran dengan %(families)s keluarga"),
    "office_layout.kept": _("menyimpan tata letak %(title)s dengan %(columns)s kolom"),
    "target_list.made": _("membuat daftar sasaran %(name)s sebagaimana diserahkan"),
}


def _presenter(sentence: str | Promise) -> Callable[[AuditEvent], str]:
    def present(event: AuditEvent) -> str:
        return str(sentence) % {**dict.fromkeys(_words(str(sentence)), "–"), **event.detail}

    return present


def _words(sentence: str) -> list[str]:
    """The names that a sentence asks for."""
    return [part.split(")s")[0] for part in sentence.split("%(")[1:]]


for action, words in _SENTENCES.items():
    presenters.register(action)(_presenter(words))

presenters.kind("batch", _("Batch"))
presenters.kind("findings", _("Unduhan temuan"))
presenters.kind("finding", _("Temuan dibuka"))
presenters.kind("pack_round", _("Pengiriman paket"))
presenters.kind("pack", _("Paket desa"))
presenters.kind("office_layout", _("Tata letak kantor"))
presenters.kind("target_list", _("Daftar sasaran"))
presenters.kind("check", _("Pemeriksaan"))


@presenters.register("check.severity_set")
def _severity_set(event: AuditEvent) -> str:
    severity = event.detail["severity"]
    if not severity:
        return gettext("mengembalikan berat pemeriksaan %(check)s ke bawaan") % event.detail
    told = {"check": event.detail["check"], "severity": Finding.Severity(severity).label}
    return gettext("mengubah berat pemeriksaan %(check)s menjadi %(severity)s") % told
