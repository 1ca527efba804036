"""What an error of the database means, in the words of either database."""

import sqlite3

from django.db import Error, InterfaceError, OperationalError

_PASSING = (
    "locked",
    "busy",
    "connection",
    "terminating",
    "deadlock",
    "serialize",
    "timeout",
    "shutting down",
)
# PostgreSQL's disk_full, by its SQLSTATE: the driver need not be there where SQLite is used.
_DISK_FULL = "53100"


def passing(fault: BaseException) -> bool:
    """Whether the database was only busy or away for a moment."""
    text = str(fault).lower()
    return isinstance(fault, InterfaceError) or (
        isinstance(fault, OperationalError) and not no_room(fault) and any(word in text for word in _PASSING)
    )


def no_room(fault: BaseException) -> bool:
    """Whether the database could not write because its disk, or what it may take of it, is full."""
    cause = fault.__cause__ if isinstance(fault, Error) else fault
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", "") == _DISK_FULL
