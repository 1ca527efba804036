"""One `tepat serve` a data folder: a lock that the system releases when its holder is gone, however."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _


class AlreadyServing(Exception):
    """Another `tepat serve` holds this data folder; the message says where it answers."""

    for_people = True


@contextmanager
def only_one(data: Path) -> Iterator[Callable[[str], None]]:
    """Hold the folder; gives a function that notes the address for whoever comes second.

    serve.lock holds the process id and the address while it is held. Raises AlreadyServing.
    """
    with open(os.open(data / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyServing(_already(file.read().split(), data)) from None

        def note(url: str) -> None:
            file.seek(0)
            file.truncate()
            file.write(f"{os.getpid()} {url}\n")
            file.flush()

        note("")
        try:
            yield note
        finally:
            file.seek(0)
            file.truncate()


def served(data: Path) -> bool:
    """Whether a `tepat serve` noted its address in this folder and still holds it."""
    try:
        with (data / "serve.lock").open(encoding="utf-8") as file:
            # A lock is tried only where there is a note, so that asking never turns a `tepat serve` away.
            if len(file.read().split()) != 2:
                return False
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
    except OSError:
        pass  # nobody ever served it, or it is not ours to read
    return False


def _already(noted: list[str], data: Path) -> str:
    if len(noted) == 2:
        return _(
            "Tepat sudah berjalan di %(url)s dengan folder data %(data)s (proses %(pid)s). "
            "Buka alamat itu, atau hentikan dahulu yang berjalan."
        ) % {"url": noted[1], "data": data, "pid": noted[0]}
    return _("Tepat sudah berjalan dengan folder data %(data)s. Hentikan dahulu yang berjalan.") % {
        "data": data
    }
