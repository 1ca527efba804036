"""Pages for what goes wrong: 400, 403, 404, 413, 429, 500, 503, 507. Each says what, why and what to do.

Nothing a person typed is lost by one: the fields of a failed form are offered again. Fields that hold a file,
a password or an identity number are not printed back (accounts/kept_forms.py). The pages touch neither database
nor session, except 403 and 404, which stand in the frame when it can be drawn.
"""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tepat.platform.accounts.kept_forms import page_before, typed
from tepat.platform.database import faults
from tepat.platform.files.refusals import no_room as no_room_for_files
from tepat.platform.logs import request_id

RETRY_SECONDS = 10


def _answer(
    request: HttpRequest, status: int, *, what: str, why: str, do: str, framed: bool = False, retry: int = 0
) -> HttpResponse:
    recovered = typed(request)
    context = {
        "status": status,
        "what": what,
        "why": why,
        "do": do,
        "number": request_id.get(),
        "back": page_before(request),
        "again": request.get_full_path() if status in (500, 503, 507) and request.method == "GET" else "",
        "typed": recovered,
        "csrf_token": get_token(request) if recovered else "",
    }
    response = HttpResponse(_draw(request, context, framed), status=status)
    response["Cache-Control"] = "no-store"
    if retry:
        response["Retry-After"] = str(retry)
    if request.headers.get("HX-Request"):
        # A fragment's place is no place for a page: htmx shows the whole answer instead.
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def _draw(request: HttpRequest, context: dict[str, object], framed: bool) -> str:
    if framed:
        try:
            return render_to_string("error_framed.html", context, request=request)
        except DatabaseError:
            pass
    return render_to_string("error.html", context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; a body over the limit is 413."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, exception)
    return _answer(
        request,
        400,
        what=_("Permintaan ini tidak dapat dibaca."),
        why=_("Alamat atau isian yang dikirim peramban tidak lengkap atau rusak di jalan."),
        do=_("Kembali ke halaman sebelumnya, muat ulang, lalu ulangi."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: outside the user's role or region; the exception's own sentence is shown when it has one."""
    return _answer(
        request,
        403,
        what=_("Halaman ini di luar kewenangan Anda."),
        why=str(exception or "") or _("Peran atau wilayah Anda tidak mencakup halaman ini."),
        do=_("Kembali ke beranda. Bila tugas Anda memerlukannya, minta kepada administrator kabupaten."),
        framed=True,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's stamp is too old or missing: most often a page left open overnight."""
    return _answer(
        request,
        403,
        what=_("Formulir ini belum dikirim."),
        why=_("Halamannya sudah terlalu lama terbuka, atau Anda masuk lagi di jendela lain sesudahnya."),
        do=_("Kirim lagi isian di bawah ini, atau kembali dan muat ulang halamannya."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; also the answer for what stands outside the user's region, so that existence is not told."""
    return _answer(
        request,
        404,
        what=_("Halaman ini tidak ada."),
        why=_("Alamatnya salah ketik, atau yang dicari tidak ada di wilayah Anda."),
        do=_("Periksa alamatnya, atau cari dari daftar."),
        framed=True,
    )


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: a file or form over the limit."""
    return _answer(
        request,
        413,
        what=_("Kiriman ini terlalu besar."),
        why=str(exception or "")
        if exception and not isinstance(exception, RequestDataTooBig)
        else _("Berkas atau isiannya melebihi batas yang ditetapkan di server ini."),
        do=_("Bagi berkas menjadi beberapa bagian, misalnya per kecamatan, lalu unggah satu per satu."),
    )


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many attempts in a short time."""
    return _answer(
        request,
        429,
        what=_("Terlalu banyak percobaan."),
        why=_("Dalam waktu singkat permintaan yang sama dikirim berkali-kali, sehingga ditahan sementara."),
        do=_("Tunggu lima menit, lalu coba lagi. Lupa kata sandi? Minta yang baru kepada administrator."),
        retry=300,
    )


def unavailable(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """503: the database is busy or away; the same request may succeed a little later. A full one is 507."""
    if exception is not None and no_room(exception):
        return storage_full(request)
    return _answer(
        request,
        503,
        what=_("Tepat sedang sibuk."),
        why=_("Basis data belum dapat menjawab. Tidak ada yang tersimpan dari permintaan ini."),
        do=_("Tunggu sebentar, lalu coba lagi. Bila tetap begini, beri tahu administrator."),
        retry=RETRY_SECONDS,
    )


def no_room(fault: BaseException) -> bool:
    """Whether the disk of the database or of the files is full."""
    return faults.no_room(fault) or no_room_for_files(fault)


def storage_full(request: HttpRequest) -> HttpResponse:
    """507: the disk is full; only somebody who makes room can help, and then the same request does."""
    return _answer(
        request,
        507,
        what=_("Ruang penyimpanan di server habis."),
        why=_("Disk server penuh. Tidak ada yang tersimpan dari permintaan ini; data lama tetap utuh."),
        do=_("Beri tahu administrator agar mengosongkan ruang, lalu kirim lagi."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500. A database that is away, or a full disk, is 503 or 507 here too, when no view had been reached."""
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError) or (fault is not None and no_room(fault)):
        return unavailable(request, fault)
    return _answer(
        request,
        500,
        what=_("Ada kesalahan di dalam Tepat."),
        why=_("Ini bukan kesalahan Anda. Kejadiannya sudah dicatat dengan nomor di bawah ini."),
        do=_("Coba lagi, atau kembali. Bila terulang, sebutkan nomornya kepada administrator."),
    )
