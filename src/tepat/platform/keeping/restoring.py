"""Restoring a backup: all of it is made beside what is there, and only when it is whole put in its place.

TEPAT_DATA/restoring/new fills up first; killed there, nothing has happened yet. Then TEPAT_DATA/restoring/whole
says what moves where, and from then on the restore is only ever finished: every command asks for that, and
`tepat restore` does it, however often it is cut off.
"""

import errno
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection
from django.utils.translation import gettext as _

from tepat.platform.database import faults
from tepat.platform.database.migrated import unmigrated
from tepat.platform.files.frames import FRAME

from . import archive, installation, loading, refusals
from .beside import beside, exchange_schemas
from .rows import sqlite_rows
from .snapshot import Progress
from .standing_in import standing_in


@dataclass(frozen=True)
class Restored:
    """What came of it; `aside` is where the former data stand, "" when there were none."""

    id: str
    made_at: str
    aside: str


def half_done(data: Path) -> bool:
    """Whether a restore was cut off while its parts were put in their places."""
    return (data / "restoring" / "whole").exists()


def restore(*, file: Path, passphrase: str, over: bool, on_progress: Progress) -> Restored:
    """Bring this installation to the state of a backup, or leave it as it was. Raises KeepingRefused.

    What a restore that was cut off had already decided is finished first.
    """
    data = Path(settings.DATA)
    if half_done(data):
        finished = _put_in_place(data)
        if finished.id == archive.head_of(file).id:
            return finished
    with archive.reading(file, passphrase) as (head, members):
        if not over and (where := _occupied(data)):
            raise refusals.occupied(where)
        staging = data / "restoring"
        try:
            shutil.rmtree(staging, ignore_errors=True)
            (staging / "new").mkdir(parents=True, mode=0o700)
            content: dict[str, Any] = {}
            for name, stream in members:
                on_progress(_("Membuka cadangan"), 0, 0)
                told = archive.content_of(name, stream)
                if told is None:
                    _lay_out(staging / "new" / name.removeprefix("data/"), stream)
                else:
                    content = told
            _bring_up(staging / "new", content, file, on_progress)
            _see_on_disk(staging / "new")
            _decide(data, head)
        except (OSError, Error) as trouble:
            shutil.rmtree(staging, ignore_errors=True)
            if isinstance(trouble, Error) and not faults.no_room(trouble):
                raise
            full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise refusals.unwritable(data, trouble if isinstance(trouble, OSError) else full) from None
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    return _put_in_place(data)


def _occupied(data: Path) -> str:
    """Where data stand already, "" when nowhere."""
    if (data / installation.DATABASE).exists() or any(installation.kept(data)):
        return str(data)
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        return str(connection.settings_dict["NAME"])
    return ""


def _lay_out(target: Path, stream: IO[bytes]) -> None:
    """Write one member where it will be moved from."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        shutil.copyfileobj(stream, written, FRAME)
        written.flush()
        os.fsync(written.fileno())


def _bring_up(place: Path, content: Mapping[str, Any], file: Path, on_progress: Progress) -> None:
    """Make of the snapshot the database that this installation uses, and of this version."""
    if loading.unknown(content["migrations"]):
        raise refusals.newer(file)
    snapshot = place / installation.DATABASE
    on_progress(_("Menyiapkan basis data"), 0, 0)
    if connection.vendor == content["database"] == "sqlite":
        with standing_in(NAME=str(snapshot)):
            _migrate()
        return
    fresh = place / "fresh.sqlite3"
    with beside(fresh):
        _load(snapshot, content, on_progress)
    snapshot.unlink()
    if connection.vendor == "sqlite":
        fresh.rename(snapshot)


def _load(snapshot: Path, content: Mapping[str, Any], on_progress: Progress) -> None:
    loading.make_tables(content["migrations"])
    with sqlite_rows(snapshot) as rows:
        loading.fill(rows, on_progress)
    _migrate()


def _migrate() -> None:
    """To this version; without journal files beside it afterwards."""
    if unmigrated():
        call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = DELETE")


def _see_on_disk(place: Path) -> None:
    for path in [place, *place.rglob("*")]:
        if path.is_dir():
            archive.sync_folder(path)
        else:
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)


def _decide(data: Path, head: archive.Head) -> None:
    """Write down what moves where; with this the restore will be finished and not begun anew."""
    moment = datetime.now(UTC)
    stands = [path.name for path in installation.kept(data)]
    stands += [path.name for path in data.glob(f"{installation.DATABASE}*")]
    schema = connection.vendor == "postgresql" and bool(connection.introspection.table_names())
    told = {
        "id": head.id,
        "made_at": head.made_at,
        "aside": f"{installation.ASIDE}{moment:%Y%m%d-%H%M%S}",
        "old": stands,
        "had_schema": schema,
    }
    arriving = data / "restoring" / "whole.new"
    with arriving.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(data / "restoring" / "whole")
    archive.sync_folder(data / "restoring")


def _put_in_place(data: Path) -> Restored:
    """Move the old aside and the new in; each step asks whether it was done already."""
    staging = data / "restoring"
    told = json.loads((staging / "whole").read_text(encoding="utf-8"))
    aside, new = data / told["aside"], staging / "new"
    connection.close()
    if told["old"]:
        aside.mkdir(exist_ok=True, mode=0o700)
    for name in told["old"]:
        if (data / name).exists() and not (aside / name).exists():
            os.replace(data / name, aside / name)
    for path in sorted(new.glob("*")):
        os.replace(path, data / path.name)
    for folder in (data, *([aside] if aside.exists() else [])):
        archive.sync_folder(folder)
    if connection.vendor == "postgresql":
        exchange_schemas(told["aside"].replace("-", "_"))
    (staging / "whole").unlink()
    shutil.rmtree(staging, ignore_errors=True)
    kept = [str(aside)] if told["old"] else []
    if told["had_schema"]:
        kept.append(_("skema %(name)s di basis data") % {"name": told["aside"].replace("-", "_")})
    return Restored(told["id"], told["made_at"], ", ".join(kept))
