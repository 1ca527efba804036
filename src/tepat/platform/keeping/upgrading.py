"""Bringing the database to this version: a copy first, then the migrations and a look at what came of them.

Whatever goes wrong, or cuts it off, the copy is put back. It stays beside the database until the next upgrade.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.database.migrated import unmigrated

from . import archive, installation, loading, refusals, snapshot, soundness
from .beside import beside, exchange_schemas
from .rows import sqlite_rows
from .snapshot import Progress


def _marker() -> Path:
    return Path(settings.DATA) / f"{installation.DATABASE}.upgrading"


def _copy() -> Path:
    return Path(settings.DATA) / f"{installation.DATABASE}.before-upgrade"


def cut_off() -> bool:
    """Whether an upgrade began here and did not end."""
    return _marker().exists()


def upgrade(*, on_progress: Progress) -> list[str]:
    """Apply what this version has and the database lacks; the names of the migrations. Nobody may write meanwhile.

    Raises KeepingFailed after putting everything back as it was.
    """
    if cut_off():
        _roll_back(on_progress)
    wanted = unmigrated()
    if not wanted:
        return []
    _take_copy(on_progress)
    try:
        on_progress(_("Menjalankan migrasi"), 0, 0)
        call_command("migrate", verbosity=0, interactive=False)
        on_progress(_("Memeriksa hasilnya"), 0, 0)
        trouble = soundness.database_faults() or next((one.sentence for one in audit.verify()), "")
    except Exception as fault:
        trouble = type(fault).__name__
    if trouble:
        _roll_back(on_progress)
        raise refusals.KeepingFailed(
            _(
                "Peningkatan versi gagal (%(what)s); semuanya dikembalikan seperti semula. "
                "Pasang lagi versi sebelumnya supaya kantor dapat bekerja, lalu laporkan kalimat ini."
            )
            % {"what": trouble}
        )
    _marker().unlink()
    archive.sync_folder(_marker().parent)
    return wanted


def _take_copy(on_progress: Progress) -> None:
    """A copy under its name is whole; with the marker the migrations have begun."""
    arriving = _copy().with_name(f"{_copy().name}.new")
    arriving.unlink(missing_ok=True)
    try:
        snapshot.take(arriving, on_progress)
        _on_disk(arriving)
        arriving.replace(_copy())
        with _marker().open("w", encoding="utf-8") as file:
            json.dump(loading.applied(), file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        arriving.unlink(missing_ok=True)
        _marker().unlink(missing_ok=True)
        raise
    archive.sync_folder(_marker().parent)


def _roll_back(on_progress: Progress) -> None:
    try:
        applied = json.loads(_marker().read_text(encoding="utf-8"))
    except ValueError:
        applied = None  # the marker itself was cut off: nothing had begun
    if applied is not None and connection.vendor == "sqlite":
        _put_back_file()
    elif applied is not None:
        _put_back_tables(applied, on_progress)
    _marker().unlink()


def _put_back_file() -> None:
    standing = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    # Nothing of the failed one may be left in a log beside the file, where it would be read into the old one.
    with closing(sqlite3.connect(standing)) as failed:
        failed.execute("PRAGMA journal_mode = DELETE")
    arriving = standing.with_name(f"{standing.name}.new")
    shutil.copyfile(_copy(), arriving)
    _on_disk(arriving)
    arriving.replace(standing)
    archive.sync_folder(standing.parent)


def _put_back_tables(applied: Sequence[str], on_progress: Progress) -> None:
    with beside(_copy()):
        loading.make_tables(applied)
        with sqlite_rows(_copy()) as rows:
            loading.fill(rows, on_progress)
    exchange_schemas("tepat_failed_upgrade")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA tepat_failed_upgrade CASCADE")


def _on_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
