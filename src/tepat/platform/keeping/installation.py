"""What belongs to an installation besides its database: every file of TEPAT_DATA that is not of the moment."""

from collections.abc import Iterator
from pathlib import Path

DATABASE = "tepat.sqlite3"
# The database has its own way in; locks, what is on its way, and what restores set aside are of this machine.
_NOT_KEPT = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "spill", "restoring", "serve.lock"}
ASIDE = "before-restore-"
_ON_ITS_WAY = (".new", ".lock")


def kept(data: Path) -> list[Path]:
    """What stands in the folder itself and belongs to the installation."""
    return sorted(
        path
        for path in data.glob("*")
        if path.name not in _NOT_KEPT
        and not path.name.startswith((ASIDE, "tepat.sqlite3."))
        and not path.is_symlink()
    )


def files(data: Path) -> Iterator[tuple[str, Path]]:
    """Every file by its name within the folder, in order."""
    for top in kept(data):
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.endswith(_ON_ITS_WAY):
                yield path.relative_to(data).as_posix(), path
