"""How intake's acts read in the audit trail."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent
from tepat.platform.audit.presenters import Counted, Detail

from .models import Finding

_SENTENCES: dict[str, str | Promise | Counted] = {
    "batch.received": Counted("menerima %(files)s berkas untuk daftar %(list)s", "files"),
    "batch.reading": _("mulai membaca batch"),
    "batch.recognised": _("mengenali tata letak berkas batch"),
    "batch.rows_read": Counted("membaca %(rows)s baris batch, %(held)s di antaranya tertahan", "rows"),
    "batch.checked": Counted(
        "selesai memeriksa batch: %(rows_in)s baris, %(pending)s siap, %(held)s tertahan", "rows_in"
    ),
    "batch.unreadable": _("menyatakan batch tidak terbaca"),
    "batch.mapped": _("mengenali kolom batch dengan tata letak %(title)s"),
    "batch.accepted": Counted("menerima batch: %(rows)s baris, %(held)s tetap tertahan", "rows"),
    "batch.rows_accepted": Counted("memasukkan %(rows)s baris dari %(families)s keluarga", "rows"),
    "departures.asked": Counted(
        "mencatat %(families)s keluarga yang tidak disebut lagi, %(questions)s ditanyakan", "families"
    ),
    "departures.stay": Counted("menjawab: %(families)s keluarga tetap dalam daftar", "families"),
    "departures.leave": Counted("menjawab: %(families)s keluarga keluar dari daftar", "families"),
    "departures.reopened": Counted("membatalkan jawaban atas %(families)s keluarga", "families"),
    "departures.forgotten": Counted(
        "mengembalikan %(families)s keluarga ke daftar: batchnya ditarik kembali", "families"
    ),
    "changes.preview_asked": _("meminta perbandingan batch dengan registri"),
    "changes.previewed": _("membandingkan batch dengan registri: %(changes)s perubahan bila diterima"),
    "changes.exported": Counted("mengunduh %(count)s perubahan batch", "count"),
    "batch.rows_kept": Counted("menyimpan %(rows)s baris daftar pembanding", "rows"),
    "batch.finished": _("menyelesaikan penerimaan batch: %(accepted)s baris diterima"),
    "batch.resumed": _("melanjutkan batch yang pekerjaannya berhenti"),
    "batch.refused": Counted("menolak batch: %(rows)s baris", "rows"),
    "batch.held_rows_refused": Counted("menolak %(rows)s baris tertahan", "rows"),
    "batch.rows_refused": Counted("menandai %(rows)s baris sebagai ditolak", "rows"),
    "proposals.taken": Counted("menerima %(count)s usulan perbaikan", "count"),
    "proposal.left": _("membiarkan satu usulan %(check)s"),
    "batch.held_rows_filled": Counted(
        "membetulkan %(rows)s baris tertahan, %(freed)s di antaranya kini siap", "rows"
    ),
    "batch.held_rows_given": _("mengunggah perbaikan baris tertahan"),
    "batch.held_rows_unreadable": _("menyatakan berkas perbaikan tidak terbaca"),
    "batch.rows_corrected": Counted("memperbaiki %(rows)s baris batch", "rows"),
    "correction.undone": Counted("membatalkan perbaikan %(rows)s isian", "rows"),
    "batch.withdrawn": Counted("menarik kembali batch: %(rows)s baris", "rows"),
    "batch.rows_withdrawn": Counted("menandai %(rows)s baris sebagai ditarik kembali", "rows"),
    "findings.exported": Counted("mengunduh %(count)s temuan", "count"),
    "held_rows.exported": Counted("mengunduh %(count)s baris tertahan", "count"),
    "finding.revealed": _("membuka nilai satu temuan %(check)s"),
    "pack_round.opened": Counted("membuat paket untuk %(packs)s wilayah, surat %(number)s", "packs"),
    "pack.made": Counted("menyiapkan paket %(families)s keluarga, %(people)s orang", "families"),
    "pack.fetched": Counted("mengunduh paket %(families)s keluarga", "families"),
    "pack.returned": Counted("menyerahkan kembali %(files)s lembar kerja paket", "files"),
    "pack_return.read": _(
        "membaca paket yang kembali: %(filled)s isian, %(claims)s usulan, %(told)s perlu dilihat, %(new)s baris baru"
    ),
    "pack_return.unreadable": _("menyatakan lembar kerja paket tidak terbaca"),
    "pack_return.put_away": _("menyisihkan paket yang kembali"),
    "pack_return.exported": Counted("mengunduh %(count)s baris yang belum tercantum", "count"),
    "additions.accepted": Counted(
        "menerima %(rows)s baris usulan baru desa, %(families)s keluarga di antaranya", "rows"
    ),
    "additions.refused": Counted("menolak %(rows)s baris usulan baru desa", "rows"),
    "additions.taken_back": Counted("membatalkan putusan atas %(rows)s baris usulan baru", "rows"),
    "referral.opened": _(
        "membuat rujukan Dukcapil untuk %(recipient)s: %(purpose)s, dasar %(legal_basis)s, sampai %(last_day)s"
    ),
    "referral.made": Counted("menyiapkan rujukan Dukcapil %(people)s orang", "people"),
    "referral.fetched": Counted("mengunduh rujukan Dukcapil %(people)s orang untuk %(recipient)s", "people"),
    "civil_answer.received": _("mengunggah jawaban Dukcapil"),
    "civil_answer.begun": Counted(
        "mulai membaca jawaban Dukcapil: %(rows)s baris, %(told)s tidak dipakai", "rows"
    ),
    "civil_answer.rows_read": Counted("membandingkan %(rows)s baris jawaban Dukcapil", "rows"),
    "civil_answer.read": Counted(
        "membaca jawaban Dukcapil: %(rows)s baris, %(claims)s usulan, %(asked)s bertanya, %(told)s tidak dipakai",
        "rows",
    ),
    "civil_answer.unreadable": _("menyatakan jawaban Dukcapil tidak terbaca"),
    "civil_answer.applied": Counted(
        "menerapkan jawaban Dukcapil: %(claims)s usulan sekaligus, %(left)s dibiarkan", "claims"
    ),
    "civil_answer.step_applied": Counted("menerima %(claims)s usulan jawaban Dukcapil", "claims"),
    "target_list.ruled": _(
        "membuat versi %(version)s daftar sasaran %(list)s: desil %(desil)s ke bawah, %(basis)s"
    ),
    "target_list.filled": Counted("memasukkan %(families)s keluarga ke daftar sasaran", "families"),
    "target_list.published": _("menerbitkan versi %(version)s daftar sasaran dengan %(families)s keluarga"),
    "office_layout.kept": _("menyimpan tata letak %(title)s dengan %(columns)s kolom"),
    "completeness.counted": _("menghitung kelengkapan"),
    "completeness.exported": _("mengunduh kelengkapan daftar %(list)s untuk %(count)s wilayah"),
    "purpose.fields_set": _("mengubah kolom untuk keperluan %(purpose)s mulai %(valid_from)s: %(reason)s"),
    "target_list.made": _("membuat daftar sasaran %(name)s sebagaimana diserahkan"),
}


def _presenter(sentence: str | Promise | Counted) -> Callable[[AuditEvent], str]:
    def present(event: AuditEvent) -> str:
        return str(sentence % Detail(event.detail))

    return present


for action, words in _SENTENCES.items():
    presenters.register(action)(_presenter(words))

presenters.page("families.lacking", _("Keluarga yang belum lengkap"))
presenters.page("findings.listed", _("Temuan batch"))
presenters.page("held_rows.listed", _("Baris tertahan"))
presenters.page("changes.listed", _("Perubahan batch"))
presenters.page("departures.listed", _("Pertanyaan: tidak disebut lagi"))
presenters.page("pack_return.opened", _("Paket yang kembali"))
presenters.page("civil_answer.opened", _("Jawaban Dukcapil"))
presenters.page("unknown_table.opened", _("Isi lembar yang belum dikenali"))

presenters.kind("batch", _("Batch"))
presenters.kind("findings", _("Unduhan temuan"))
presenters.kind("finding", _("Temuan dibuka"))
presenters.kind("pack_round", _("Pengiriman paket"))
presenters.kind("pack", _("Paket desa"))
presenters.kind("referral", _("Rujukan Dukcapil"))
presenters.kind("civil_answer", _("Jawaban Dukcapil"))
presenters.kind("office_layout", _("Tata letak kantor"))
presenters.kind("target_list", _("Daftar sasaran"))
presenters.kind("check", _("Pemeriksaan"))
presenters.kind("purpose", _("Keperluan"))


@presenters.register("check.severity_set")
def _severity_set(event: AuditEvent) -> str:
    severity = event.detail["severity"]
    if not severity:
        return gettext("mengembalikan berat pemeriksaan %(check)s ke bawaan") % event.detail
    told = {"check": event.detail["check"], "severity": Finding.Severity(severity).label}
    return gettext("mengubah berat pemeriksaan %(check)s menjadi %(severity)s") % told
