"""Making a backup while everything goes on: a snapshot of the database, then the files and keys, then proof."""

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tepat.platform import crypto
from tepat.platform.audit.recording import Actor
from tepat.platform.files.frames import FRAME
from tepat.platform.files.reading import spill_folder

from . import archive, installation, loading, refusals, services, snapshot
from .snapshot import Progress

LEAST = 12


@dataclass(frozen=True)
class Made:
    """A backup that was read back whole."""

    file: Path
    id: str
    made_at: str
    size: int
    files: int


def make(*, by: Actor | None, target: Path, passphrase: str, on_progress: Progress) -> Made:
    """Back everything up into one file and read it back. What stood under that name stays until then.

    Raises KeepingRefused; nothing is left of what did not become whole.
    """
    if len(passphrase) < LEAST:
        raise refusals.KeepingRefused(
            _("Frasa sandi terlalu pendek. Pakai %(n)s huruf atau lebih, misalnya lima kata acak.")
            % {"n": LEAST}
        )
    services.begin_backup(by=by, name=target.name)
    data = Path(settings.DATA)
    count = 0
    with crypto.unchanged(), archive.writing(target, passphrase) as written:
        # Files after the database: what is stored meanwhile is a file too many, never a row without its file.
        with _room() as folder:
            taken = folder / installation.DATABASE
            snapshot.take(taken, on_progress)
            on_progress(_("Menyegel basis data"), 0, 0)
            written.add(installation.DATABASE, taken)
        held = list(installation.files(data))
        for count, (name, path) in enumerate(held, 1):
            on_progress(_("Berkas"), count, len(held))
            written.add(f"data/{name}", path)
        _add_given_keys(written, {name for name, _path in held})
        written.finish({"database": connection.vendor, "files": count, "migrations": loading.applied()})
    head = prove(target, passphrase, on_progress)
    return Made(target, head.id, head.made_at, target.stat().st_size, count)


@contextmanager
def _room() -> Iterator[Path]:
    """A folder for the snapshot, one at a time; what a killed backup left in it goes first."""
    folder = spill_folder() / "backup"
    with open(Path(settings.DATA) / "backup.lock", "wb") as lock:
        archive.alone(lock, folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _add_given_keys(written: archive.Writing, held: set[str]) -> None:
    """Keys that the environment gives are no files, and without them the backup opens nothing."""
    for name in ("master", "index"):
        place = f"keys/{name}.key"
        if place not in held:
            written.add_bytes(f"data/{place}", base64.b64encode(crypto.key(name)) + b"\n")


def prove(file: Path, passphrase: str, on_progress: Progress) -> archive.Head:
    """Read a backup to its end from the disk. Raises KeepingRefused unless it is whole."""
    with archive.reading(file, passphrase) as (head, members):
        for name, content in members:
            on_progress(_("Membaca ulang"), 0, 0)
            if archive.content_of(name, content) is None:
                while content.read(FRAME):
                    pass
    return head
