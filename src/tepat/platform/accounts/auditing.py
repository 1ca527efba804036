"""How acts on accounts read in the audit trail."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent
from tepat.platform.audit.presenters import Counted, Detail

from .roles import ROLES

_ENDINGS = {
    "asked": _("keluar"),
    "idle": _("dikeluarkan karena lama tidak memakai Tepat"),
    "hours": _("dikeluarkan karena batas lama sesi"),
}
_SENTENCES: dict[str, str | Promise | Counted] = {
    "user.added": _("membuka akun %(username)s"),
    "user.password_set": _("mengganti kata sandi akun %(username)s"),
    "user.deactivated": _("menutup akun %(username)s"),
    "user.reactivated": _("membuka kembali akun %(username)s"),
    "user.sessions_ended": _("mengakhiri semua sesi akun %(username)s"),
    "user.session_ended": _("mengakhiri satu sesinya di perangkat lain"),
    "user.office_linked": _("menghubungkan akun %(username)s dengan akun kantornya"),
    "user.reviewed": _("meninjau akses akun %(username)s"),
    "review.exported": Counted("mengunduh tinjauan akses: %(count)s peran", "count"),
    "user.language_chosen": _("memilih bahasa layar"),
    "role.assigned": _("memberi akun %(username)s peran %(title)s"),
    "role.ended": _("mengakhiri peran %(title)s akun %(username)s"),
    "deputy.given": _("menjadikan %(username)s Plt. %(title)s untuk %(for)s dari %(since)s sampai %(until)s"),
    "deputy.ended": _("mengakhiri %(username)s sebagai Plt. %(title)s untuk %(for)s"),
    "invitation.made": _("membuat tautan sekali pakai untuk akun %(username)s"),
    "invitation.mailed": _("mengirim tautan sekali pakai untuk akun %(username)s lewat surel"),
    "invitation.revoked": _("mencabut tautan akun %(username)s"),
    "invitation.accepted": _("memakai tautannya dan memasang kata sandi"),
    "factor.added": _("memasang kode masuk (perangkat kedua)"),
    "factor.removed": _("melepas kode masuk (perangkat kedua)"),
    "factor.codes_made": _("membuat kode cadangan baru"),
    "factor.refused": _("menolak kode masuk yang salah untuk akun %(username)s"),
    "factor.reset": _("menghapus perangkat kode akun %(username)s"),
    "session.begun": _("masuk"),
    "session.refused": _("menolak percobaan masuk dengan kata sandi yang salah"),
}


def _presenter(sentence: str | Promise | Counted) -> Callable[[AuditEvent], str]:
    def present(event: AuditEvent) -> str:
        detail = event.detail
        role = ROLES.get(str(detail.get("role", "")))
        words = Detail(detail, title=role.title if role else detail.get("role", "–"))
        return str(sentence % words)

    return present


for action, words in _SENTENCES.items():
    presenters.register(action)(_presenter(words))


@presenters.register("session.ended")
def _session_ended(event: AuditEvent) -> str:
    return str(_ENDINGS.get(str(event.detail.get("reason")), _ENDINGS["asked"]))


presenters.kind("user", _("Pengguna"))
presenters.kind("deputy", _("Wakil"))
presenters.kind("invitation", _("Undangan"))
presenters.kind("factor", _("Kode masuk"))
presenters.kind("role", _("Peran"))
presenters.kind("review", _("Tinjauan akses"))
presenters.kind("session", _("Masuk dan keluar"))
