"""The rows of every table in one form, read from and written to either database, whole tables at a time.

The form is SQLite's: ids as 32 hexadecimal digits, yes and no as 1 and 0, moments as UTC text, JSON as text.
Columns are asked of the database and not of the models, so that an older version's tables are read as well.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

STEP = 5_000
Row = Sequence[Any]
# How PostgreSQL is asked for a type in SQLite's form; any other as its text.
_AS_TEXT = {
    "uuid": "replace({}::text, '-', '')",
    "boolean": "{}::int",
    "timestamp with time zone": (
        "replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')"
    ),
    "bytea": "encode({}, 'hex')",
}


class Rows(Protocol):
    """One moment of a whole database."""

    def tables(self) -> dict[str, list[str]]:
        """Every table's columns, in order of the tables' names."""

    def read(self, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
        """All rows of a table, some thousands at a time."""


class SqliteRows:
    """A SQLite database, through a connection of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self) -> dict[str, list[str]]:
        found = self._connection.execute(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid"
        )
        return _gathered(found)

    def read(self, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
        cursor = self._connection.execute(f"SELECT {names(columns)} FROM {quoted(table)}")  # noqa: S608 - names of the database itself
        while step := cursor.fetchmany(STEP):
            yield step


class PostgresRows:
    """A PostgreSQL database within one REPEATABLE READ transaction: no table is newer than another."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        found = connection.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
            'ORDER BY c.table_name COLLATE "C", c.ordinal_position'
        ).fetchall()
        self._types = {(table, column): kind for table, column, kind in found}

    def tables(self) -> dict[str, list[str]]:
        return _gathered(self._types)

    def read(self, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
        kinds = [self._types[table, column] for column in columns]
        asked = ", ".join(
            _AS_TEXT.get(kind, "{}").format(quoted(column))
            for kind, column in zip(kinds, columns, strict=True)
        )
        sealed = [place for place, kind in enumerate(kinds) if kind == "bytea"]
        statement = f"COPY (SELECT {asked} FROM {quoted(table)}) TO STDOUT"  # noqa: S608 - names of the database itself
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            step: list[Row] = []
            for row in copy.rows():
                if sealed:
                    row = list(row)
                    for place in sealed:
                        row[place] = None if row[place] is None else bytes.fromhex(row[place])
                step.append(row)
                if len(step) == STEP:
                    yield step
                    step = []
            yield step


def _gathered(pairs: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column, *_rest in pairs:
        found.setdefault(table, []).append(column)
    return found


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def names(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))


@contextmanager
def sqlite_rows(path: Path) -> Iterator[SqliteRows]:
    """One moment of a SQLite file; whoever writes to it meanwhile is not held up."""
    with closing(only_reading(path)) as connection:
        connection.execute("BEGIN")
        yield SqliteRows(connection)


def only_reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=20)


@contextmanager
def postgres_rows(database: BaseDatabaseWrapper) -> Iterator[PostgresRows]:
    """One moment of the PostgreSQL database that Django's connection is set up for, through one of its own."""
    import psycopg

    parameters = database.get_connection_params()
    known = {name: parameters[name] for name in parameters if name not in ("context", "cursor_factory")}
    for name in ("prepare_threshold", "client_encoding"):
        known.pop(name, None)
    with psycopg.connect(**known, autocommit=False) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield PostgresRows(connection)


def rows_of(database: BaseDatabaseWrapper) -> AbstractContextManager[Rows]:
    """One moment of the database that a connection of Django's is set up for, whatever others write meanwhile."""
    if database.vendor == "sqlite":
        return sqlite_rows(Path(str(database.settings_dict["NAME"])))
    return postgres_rows(database)
