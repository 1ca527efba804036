"""Is this installation well? For machines (/healthz, /readyz) and for the operator (`tepat doctor`).

Each check gives its name (for machines, never translated), whether all is well, and a sentence that says what
is wrong and what to do. The audit trail is verified by `tepat audit verify`.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import crypto
from .database.migrated import unmigrated
from .jobs.models import Worker

WORKER_SILENT = timedelta(seconds=30)
DISK_LEAST = 200 * 1024 * 1024
CLOCK_MAY_DIFFER = timedelta(minutes=2)
Check = tuple[str, bool, str]
_migrated = False


def _database() -> Check:
    name = "database"
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    # Asking SQLite for a database that is not there would make an empty one.
    if connection.vendor == "sqlite" and connection.connection is None and not file.exists():
        return name, False, _("Basis data belum ada. Jalankan: tepat init")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as fault:
        kind = type(fault).__name__
        return (
            name,
            False,
            _("Basis data tidak menjawab (%(kind)s). Periksa TEPAT_DATABASE_URL atau disk.") % {"kind": kind},
        )
    return name, True, _("Basis data menjawab (%(kind)s).") % {"kind": connection.vendor}


def _migrations() -> Check:
    global _migrated
    # A database does not lose its migrations while this version runs; reading them takes a while.
    missing = [] if _migrated else unmigrated()
    _migrated = not missing
    name = "migrations"
    if missing:
        return name, False, _("%(n)s migrasi belum dijalankan. Jalankan: tepat init") % {"n": len(missing)}
    return name, True, _("Tabel sesuai versi ini.")


def _worker() -> Check:
    name = "worker"
    seen = Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    if seen is None or timezone.now() - seen > WORKER_SILENT:
        return name, False, _("Pekerja tidak terdengar. Jalankan: tepat serve, atau tepat worker")
    return name, True, _("Pekerja berjalan.")


def _disk() -> Check:
    name = "disk"
    free = shutil.disk_usage(_existing(settings.DATA)).free
    megabytes = f"{free // (1024 * 1024):,}".replace(",", ".")
    if free < max(DISK_LEAST, settings.TEPAT_MAX_UPLOAD):
        return (
            name,
            False,
            _("Disk tinggal %(mb)s MB kosong. Kosongkan ruang sebelum mengunggah.") % {"mb": megabytes},
        )
    return name, True, _("Disk masih %(mb)s MB kosong.") % {"mb": megabytes}


def _existing(path: Path) -> Path:
    return next(one for one in (path, *path.parents) if one.exists())


def _keys() -> Check:
    name = "keys"
    try:
        crypto.check_keys()
    except crypto.KeysMissing as trouble:
        return name, False, str(trouble)
    return name, True, _("Kunci terbaca, dan milik data ini.")


def _permissions() -> Check:
    name = "permissions"
    loose = [
        path.name
        for path in sorted((settings.DATA / "keys").glob("*.key"))
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if loose:
        sentence = _("%(files)s di folder keys terbaca orang lain. Jalankan: chmod 600 pada berkas itu.")
        return name, False, sentence % {"files": ", ".join(loose)}
    if settings.DATA.exists() and not os.access(settings.DATA, os.W_OK):
        return name, False, _("Folder %(data)s tidak dapat ditulis.") % {"data": settings.DATA}
    return name, True, _("Kunci hanya terbaca pemiliknya.")


def _clock() -> Check:
    """A clock that went back would date new events before old ones; a database elsewhere has its own."""
    name, now = "clock", timezone.now()
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    newest = max((path.stat().st_mtime for path in settings.DATA.glob("*") if path.is_file()), default=0.0)
    if now.year < 2026 or datetime.fromtimestamp(newest, UTC) - now > CLOCK_MAY_DIFFER:
        return name, False, _("Jam komputer ini (%(now)s) mundur. Betulkan sebelum bekerja.") % {"now": shown}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        if abs(theirs - now) > CLOCK_MAY_DIFFER:
            sentence = _("Jam komputer ini (%(now)s) dan basis data (%(theirs)s) berbeda. Samakan dahulu.")
            return name, False, sentence % {"now": shown, "theirs": f"{theirs:%Y-%m-%d %H:%M} UTC"}
    return name, True, _("Jam komputer %(now)s.") % {"now": shown}


def _asked(*questions: Callable[[], Check]) -> Iterator[Check]:
    """Ask one after the other; what needs the database is not asked when it does not answer."""
    alive = True
    for question in questions:
        if not alive and question in (_migrations, _worker, _keys, _clock):
            continue
        try:
            name, fine, sentence = question()
        except Error:
            name, fine = question.__name__.strip("_"), False
            sentence = _("Belum dapat diperiksa: basis data tidak lengkap. Jalankan: tepat init")
        alive = alive and (fine or question is not _database)
        yield name, fine, sentence


def checks() -> list[Check]:
    """What must hold for requests to be served and jobs to be done."""
    return list(_asked(_database, _migrations, _worker, _disk, _keys))


def doctor() -> list[Check]:
    """Everything that `tepat doctor` looks at."""
    return list(_asked(_disk, _permissions, _database, _migrations, _keys, _worker, _clock))


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served; 503 otherwise. Names and yes or no only: anybody may ask."""
    found = checks()
    fine = all(ok for _name, ok, _sentence in found)
    return JsonResponse(
        {"ok": fine, "checks": {name: ok for name, ok, _sentence in found}}, status=200 if fine else 503
    )
