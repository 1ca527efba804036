"""Is this installation well? For machines (/healthz, /readyz) and for the operator (`tepat doctor`).

Each check gives its name (for machines, never translated), how it ended, and a sentence that says what is wrong
and what to do. What takes longer, through all rows, files and events, is asked by the doctor alone.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import audit, crypto
from .audit.models import AuditEvent
from .database.migrated import unmigrated
from .jobs.models import Worker
from .keeping import restoring, schedule, soundness
from .rekeying.queries import key_state
from .supervisor.locking import served


class Level(StrEnum):
    """How one check ended. A warning lets everything go on, and somebody should see to it."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


WORKER_SILENT = timedelta(seconds=30)
DISK_LEAST = 200 * 1024 * 1024
CLOCK_MAY_DIFFER = timedelta(minutes=2)
Check = tuple[str, "Level", str]
_migrated = False


def _database() -> Check:
    name = "database"
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    # Asking SQLite for a database that is not there would make an empty one.
    if connection.vendor == "sqlite" and connection.connection is None and not file.exists():
        return name, Level.FAULT, _("Basis data belum ada. Jalankan: tepat init")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as fault:
        kind = type(fault).__name__
        return (
            name,
            Level.FAULT,
            _("Basis data tidak menjawab (%(kind)s). Periksa TEPAT_DATABASE_URL atau disk.") % {"kind": kind},
        )
    return name, Level.OK, _("Basis data menjawab (%(kind)s).") % {"kind": connection.vendor}


def _migrations() -> Check:
    global _migrated
    # A database does not lose its migrations while this version runs; reading them takes a while.
    missing = [] if _migrated else unmigrated()
    _migrated = not missing
    name = "migrations"
    if missing:
        return (
            name,
            Level.FAULT,
            _("%(n)s migrasi belum dijalankan. Jalankan: tepat upgrade") % {"n": len(missing)},
        )
    return name, Level.OK, _("Tabel sesuai versi ini.")


def _worker() -> Check:
    name = "worker"
    seen = Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    if seen is None or timezone.now() - seen > WORKER_SILENT:
        return name, Level.FAULT, _("Pekerja tidak terdengar. Jalankan: tepat serve, atau tepat worker")
    return name, Level.OK, _("Pekerja berjalan.")


def _worker_if_served() -> Check:
    """Where nothing is served a worker that is silent is no fault: Tepat was stopped, or only commands are used."""
    name, level, sentence = _worker()
    if level is Level.FAULT and not served(settings.DATA):
        return name, Level.WARNING, _("Tepat tidak sedang berjalan di sini. Jalankan: tepat serve")
    return name, level, sentence


def _disk() -> Check:
    name = "disk"
    free = shutil.disk_usage(_existing(settings.DATA)).free
    megabytes = f"{free // (1024 * 1024):,}".replace(",", ".")
    if free < max(DISK_LEAST, settings.TEPAT_MAX_UPLOAD):
        return (
            name,
            Level.FAULT,
            _("Disk tinggal %(mb)s MB kosong. Kosongkan ruang sebelum mengunggah.") % {"mb": megabytes},
        )
    return name, Level.OK, _("Disk masih %(mb)s MB kosong.") % {"mb": megabytes}


def _existing(path: Path) -> Path:
    return next(one for one in (path, *path.parents) if one.exists())


def _keys() -> Check:
    name = "keys"
    try:
        crypto.check_keys()
    except crypto.KeysMissing as trouble:
        return name, Level.FAULT, str(trouble)
    return name, Level.OK, _("Kunci terbaca, dan milik data ini.")


def _old_keys() -> Check:
    """An old key that nobody needs is a key that can still be stolen."""
    name, state = "old_keys", key_state()
    since = f"{state.since:%Y-%m-%d}" if state.since else "–"
    words = {"id": state.master, "since": since, "old": state.old_master, "n": state.data_keys}
    if state.change is not None and state.change.resealed_at is None:
        sentence = _(
            "Semua nilai sedang disegel ulang dengan kunci %(id)s, sudah %(percent)s persen. "
            "Bila berhenti, jalankan: tepat keys resume"
        )
        percent = 100 * state.job.done // max(1, state.job.total) if state.job else 0
        return name, Level.WARNING, sentence % {**words, "percent": percent}
    if state.change is not None or (state.old_master and not state.under_old_master):
        sentence = _(
            "Kunci %(id)s dipakai sejak %(since)s dan yang lama tidak diperlukan lagi. Jalankan: tepat keys retire"
        )
        return name, Level.WARNING, sentence % words
    if state.old_master:
        sentence = _(
            "Penggantian kunci terputus: %(old)s masih ada di samping %(id)s. Jalankan lagi: tepat keys rotate"
        )
        return name, Level.WARNING, sentence % words
    return name, Level.OK, _("Kunci induk %(id)s dipakai sejak %(since)s, untuk %(n)s kunci data.") % words


def _permissions() -> Check:
    name = "permissions"
    loose = [
        path.name
        for path in sorted((settings.DATA / "keys").glob("*.key"))
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if loose:
        sentence = _("%(files)s di folder keys terbaca orang lain. Jalankan: chmod 600 pada berkas itu.")
        return name, Level.FAULT, sentence % {"files": ", ".join(loose)}
    if settings.DATA.exists() and settings.DATA.stat().st_mode & stat.S_IRWXO:
        sentence = _("Folder %(data)s terbuka bagi pengguna lain mesin ini. Jalankan: chmod 700 %(data)s")
        return name, Level.WARNING, sentence % {"data": settings.DATA}
    if settings.DATA.exists() and not os.access(settings.DATA, os.W_OK):
        return name, Level.FAULT, _("Folder %(data)s tidak dapat ditulis.") % {"data": settings.DATA}
    return name, Level.OK, _("Kunci hanya terbaca pemiliknya.")


def _clock() -> Check:
    """A clock that went back would date new events before old ones; a database elsewhere has its own."""
    name, now = "clock", timezone.now()
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    newest = max((path.stat().st_mtime for path in settings.DATA.glob("*") if path.is_file()), default=0.0)
    latest = AuditEvent.objects.order_by("-id").values_list("at", flat=True).first()
    if latest is not None:
        newest = max(newest, latest.timestamp())
    if now.year < 2026 or datetime.fromtimestamp(newest, UTC) - now > CLOCK_MAY_DIFFER:
        return (
            name,
            Level.FAULT,
            _("Jam komputer ini (%(now)s) mundur. Betulkan sebelum bekerja.") % {"now": shown},
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        if abs(theirs - now) > CLOCK_MAY_DIFFER:
            sentence = _("Jam komputer ini (%(now)s) dan basis data (%(theirs)s) berbeda. Samakan dahulu.")
            return name, Level.FAULT, sentence % {"now": shown, "theirs": f"{theirs:%Y-%m-%d %H:%M} UTC"}
    return name, Level.OK, _("Jam komputer %(now)s.") % {"now": shown}


def _backup() -> Check:
    """Scheduled backups are for whoever set them up; that nobody did is not this page's to say."""
    name = "backup"
    if not settings.TEPAT_BACKUP_FOLDER:
        return name, Level.OK, _("Cadangan terjadwal tidak dipakai (TEPAT_BACKUP_FOLDER kosong).")
    newest = schedule.newest()
    if missed := schedule.missed(timezone.now()):
        return name, Level.WARNING, missed
    when = f"{newest:%Y-%m-%d %H:%M} UTC" if newest else "–"
    return name, Level.OK, _("Cadangan terakhir: %(when)s.") % {"when": when}


def _restore() -> Check:
    name = "restore"
    if restoring.half_done(settings.DATA):
        return name, Level.FAULT, _("Pemulihan terputus di tengah jalan. Jalankan lagi: tepat restore BERKAS")
    return name, Level.OK, _("Tidak ada pemulihan yang terputus.")


def _integrity() -> Check:
    name = "integrity"
    if broken := soundness.database_faults():
        sentence = _(
            "Basis data rusak (%(what)s). Hentikan Tepat, salin folder data apa adanya, "
            "lalu pulihkan cadangan terakhir."
        )
        return name, Level.FAULT, sentence % {"what": broken}
    return name, Level.OK, _("Isi basis data utuh dan rujukannya cocok.")


def _files() -> Check:
    name = "files"
    missing, orphans = soundness.file_faults(settings.DATA)
    if missing:
        sentence = _("%(n)s berkas tersimpan hilang (misalnya %(one)s). Pulihkan folder files dari cadangan.")
        return name, Level.FAULT, sentence % {"n": len(missing), "one": missing[0]}
    if orphans:
        sentence = _(
            "%(n)s berkas di folder files tidak dikenal basis data (misalnya %(one)s), sisa dari yang terputus. "
            "Tersegel dan tidak mengganggu; boleh dihapus."
        )
        return name, Level.WARNING, sentence % {"n": len(orphans), "one": orphans[0]}
    return name, Level.OK, _("Semua berkas tersimpan ada, tidak ada yang berlebih.")


def _audit() -> Check:
    name = "audit"
    if problems := audit.verify():
        sentence = _(
            "Jejak audit berubah: %(first)s (%(n)s masalah). Jalankan tepat audit verify dan lapor Inspektorat."
        )
        return name, Level.FAULT, sentence % {"first": problems[0].sentence, "n": len(problems)}
    return name, Level.OK, _("Jejak audit utuh.")


def _asked(*questions: Callable[[], Check]) -> Iterator[Check]:
    """Ask one after the other; what needs the database is not asked when it does not answer."""
    alive = True
    for question in questions:
        if not alive and question not in (_disk, _permissions, _restore):
            continue
        try:
            name, level, sentence = question()
        except Error:
            name, level = question.__name__.strip("_").removesuffix("_if_served"), Level.FAULT
            sentence = _("Belum dapat diperiksa: basis data tidak lengkap. Jalankan: tepat init")
        alive = alive and (level is not Level.FAULT or question is not _database)
        yield name, level, sentence


def checks() -> list[Check]:
    """What must hold for requests to be served and jobs to be done."""
    return list(_asked(_database, _migrations, _worker, _disk, _keys, _backup))


_AT_A_GLANCE = (
    _restore,
    _disk,
    _permissions,
    _database,
    _migrations,
    _keys,
    _old_keys,
    _worker_if_served,
    _clock,
    _backup,
)


def watched() -> list[Check]:
    """What of the doctor's is answered at a glance."""
    return list(_asked(*_AT_A_GLANCE))


def doctor() -> list[Check]:
    """Everything that `tepat doctor` looks at."""
    return list(_asked(*_AT_A_GLANCE, _integrity, _files, _audit))


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served; 503 otherwise. Names and yes or no only: anybody may ask."""
    found = checks()
    fine = all(level is not Level.FAULT for _name, level, _sentence in found)
    told = {
        "ok": fine,
        "checks": {name: level is not Level.FAULT for name, level, _sentence in found},
        "warnings": [name for name, level, _sentence in found if level is Level.WARNING],
    }
    return JsonResponse(told, status=200 if fine else 503)
