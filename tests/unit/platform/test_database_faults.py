"""What an error of either database means: busy for a moment, without room, or neither."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError

from tepat.platform.database import faults


def _wrapped(cause: BaseException) -> BaseException:
    """As Django hands it on."""
    fault = OperationalError(str(cause))
    fault.__cause__ = cause
    return fault


def _of_sqlite(path: Path) -> BaseException:
    """A full database, by SQLite itself."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count = 3")
    with pytest.raises(sqlite3.OperationalError) as full:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()
    return full.value


def test_sqlite_without_room(tmp_path: Path) -> None:
    cause = _of_sqlite(tmp_path / "x.sqlite3")

    assert (faults.no_room(_wrapped(cause)), faults.no_room(cause)) == (True, True)
    assert not faults.passing(_wrapped(cause))


def test_postgresql_without_room() -> None:
    fault = _wrapped(psycopg.errors.DiskFull("could not extend file: No space left on device"))

    assert faults.no_room(fault)
    assert not faults.passing(fault)


def test_postgresql_without_room_is_not_taken_for_a_lost_connection() -> None:
    fault = _wrapped(psycopg.errors.DiskFull("could not write to file pg_wal/xlogtemp: connection"))

    assert not faults.passing(fault)


@pytest.mark.parametrize(
    ("fault", "passing"),
    [
        pytest.param(_wrapped(sqlite3.OperationalError("database is locked")), True, id="locked"),
        pytest.param(_wrapped(psycopg.errors.AdminShutdown("terminating connection")), True, id="shut-down"),
        pytest.param(InterfaceError("connection already closed"), True, id="closed"),
        pytest.param(_wrapped(psycopg.errors.DeadlockDetected("deadlock detected")), True, id="deadlock"),
        pytest.param(OperationalError("no such table: x"), False, id="no-table"),
        pytest.param(DataError("value too long"), False, id="too-long"),
        pytest.param(ValueError("locked"), False, id="no-database"),
    ],
)
def test_other_faults_are_no_lack_of_room(fault: BaseException, passing: bool) -> None:
    assert not faults.no_room(fault)
    assert faults.passing(fault) == passing
