"""Is this installation well? For machines (/healthz, /readyz) and for the operator (`tepat doctor`)."""

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from . import crypto
from .jobs.models import Worker

WORKER_SILENT = timedelta(seconds=30)
DISK_LEAST = 200 * 1024 * 1024
Check = tuple[str, bool, str]


def unmigrated() -> list[str]:
    """Names of migrations that this version has and the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _back in plan]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        return (
            "basis data",
            False,
            f"Tidak menjawab ({type(fault).__name__}). Periksa TEPAT_DATABASE_URL atau disk.",
        )
    return ("basis data", True, f"Menjawab ({connection.vendor}).")


def _migrations() -> Check:
    try:
        missing = unmigrated()
    except DatabaseError:
        return ("migrasi", False, "Tidak dapat dibaca.")
    if missing:
        return ("migrasi", False, f"{len(missing)} migrasi belum dijalankan. Jalankan: tepat init")
    return ("migrasi", True, "Sesuai versi ini.")


def _worker() -> Check:
    try:
        seen = Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    except DatabaseError:
        return ("pekerja", False, "Tidak dapat dibaca.")
    if seen is None or timezone.now() - seen > WORKER_SILENT:
        return ("pekerja", False, "Tidak terdengar. Jalankan: tepat serve, atau tepat worker")
    return ("pekerja", True, "Berjalan.")


def _disk() -> Check:
    free = shutil.disk_usage(settings.DATA if settings.DATA.exists() else Path.cwd()).free
    sentence = f"{free // (1024 * 1024):,} MB kosong.".replace(",", ".")
    if free < DISK_LEAST:
        return ("disk", False, sentence + " Kosongkan ruang sebelum mengunggah.")
    return ("disk", True, sentence)


def _keys() -> Check:
    try:
        crypto.hmac_of("health", b"")
        crypto.blind_index("health", "")
    except crypto.KeysMissing as trouble:
        return ("kunci", False, str(trouble))
    return ("kunci", True, "Terbaca.")


def _permissions() -> Check:
    loose = [
        path.name
        for path in (settings.DATA / "keys").glob("*.key")
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if loose:
        return (
            "hak baca kunci",
            False,
            f"{', '.join(loose)} terbaca orang lain. Jalankan: chmod 600 pada berkas itu.",
        )
    if settings.DATA.exists() and not os.access(settings.DATA, os.W_OK):
        return ("hak baca kunci", False, f"Folder {settings.DATA} tidak dapat ditulis.")
    return ("hak baca kunci", True, "Hanya pemilik.")


def _clock() -> Check:
    now = timezone.now()
    newest = max(
        (path.stat().st_mtime for path in settings.DATA.glob("*") if path.is_file()), default=now.timestamp()
    )
    if newest - now.timestamp() > 120 or now.year < 2025:
        return ("jam", False, f"Jam komputer ({now:%Y-%m-%d %H:%M} UTC) mundur. Betulkan sebelum bekerja.")
    return ("jam", True, f"{now:%Y-%m-%d %H:%M} UTC.")


def ready() -> list[Check]:
    """What must hold before requests are served."""
    return [_database(), _migrations(), _worker(), _disk(), _keys()]


def doctor() -> list[Check]:
    """Everything that `tepat doctor` looks at."""
    from . import audit

    checks = [*ready(), _permissions(), _clock()]
    if all(ok for _name, ok, _sentence in checks[:2]):
        problems = audit.verify()
        checks.append(("jejak audit", not problems, problems[0].sentence if problems else "Utuh."))
    return checks


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served; 503 with what is wrong otherwise. Names and yes or no only."""
    checks = ready()
    fine = all(ok for _name, ok, _sentence in checks)
    return JsonResponse(
        {"ok": fine, "checks": {name: ok for name, ok, _sentence in checks}}, status=200 if fine else 503
    )
