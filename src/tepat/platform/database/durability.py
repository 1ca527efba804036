"""When a commit waits for the disk: always, but for the steps of long work that a last step makes whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

# How either database is asked whether commits wait, is told, and which word says that they do not.
_SETTINGS = {
    "sqlite": ("PRAGMA synchronous", "PRAGMA synchronous = {}", "NORMAL"),
    "postgresql": ("SHOW synchronous_commit", "SET synchronous_commit = {}", "off"),
}


@contextmanager
def on_disk_with_the_next() -> Iterator[None]:
    """Transactions of this block do not wait for the disk; the first one after it does, for all of them.

    A power cut takes the newest of them, never an older one without those after it, and leaves nothing half
    done: work that can go on from any of its steps loses only time. Inside a transaction it changes nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    ask, tell, less = _SETTINGS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(ask)
        before = cursor.fetchone()[0]
        cursor.execute(tell.format(less))
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute(tell.format(before))
        except Error:
            # A connection that is gone: the next one waits for the disk as it is set up to.
            connection.close()
