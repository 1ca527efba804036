"""The database of one moment as a SQLite file: what a backup holds, whichever database it is made of.

SQLite copies its own pages while it is written to. PostgreSQL's rows are read in one transaction into tables
without types or indexes, from which either database can be filled again (loading.py).
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from . import refusals
from .rows import names, only_reading, postgres_rows, quoted

Progress = Callable[[str, int, int], None]
_PAGES = 4_096


def take(target: Path, on_progress: Progress) -> None:
    """Write the snapshot to a file that is not there yet. Raises KeepingFailed when the database is broken."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # of no worth before the backup is whole
        if connection.vendor == "sqlite":
            _copy_pages(Path(str(connection.settings_dict["NAME"])), copy, on_progress)
        else:
            _copy_rows(copy, on_progress)
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise refusals.database_broken(connection.settings_dict["NAME"])


def _copy_pages(source: Path, copy: sqlite3.Connection, on_progress: Progress) -> None:
    with closing(only_reading(source)) as one:
        # Within one reading transaction: pages that others write meanwhile would start the copying anew.
        one.execute("BEGIN")
        one.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        said = _("Basis data")
        one.backup(
            copy,
            pages=_PAGES,
            sleep=0,
            progress=lambda _status, left, total: on_progress(said, total - left, total),
        )
    copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the source keeps beside its own


def _copy_rows(copy: sqlite3.Connection, on_progress: Progress) -> None:
    with postgres_rows(connection) as rows:
        tables = rows.tables()
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("BEGIN")
        for done, (table, columns) in enumerate(tables.items()):
            on_progress(_("Basis data"), done, len(tables))
            copy.execute(f"CREATE TABLE {quoted(table)} ({names(columns)})")
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {quoted(table)} VALUES ({marks})"  # noqa: S608 - names of the database itself
            for step in rows.read(table, columns):
                copy.executemany(statement, step)
        copy.execute("COMMIT")
