"""What the tests of keeping do again and again, and what an installation of theirs holds."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tepat.platform.keeping import hashes, installation, restoring
from tepat.platform.keeping.rows import rows_of
from tepat.platform.keeping.standing_in import standing_in

PASSPHRASE = "lima kata acak yang panjang"
FILES = {"files/ab/abcdef": b"\x01" * 70_000, "seals/2026.jsonl": b"{}\n", "ca/root.pem": b"CA"}


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody looks on."""


def restore(file: Path, *, passphrase: str = PASSPHRASE, over: bool = False) -> restoring.Restored:
    return restoring.restore(file=file, passphrase=passphrase, over=over, on_progress=quiet)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the keys."""
    files = installation.files(folder)
    return {name: path.read_bytes() for name, path in files if not name.startswith("keys/")}


def of_tables() -> dict[str, Any]:
    with rows_of(connection) as rows:
        return hashes.of_tables(rows)


@contextmanager
def empty_database(folder: Path) -> Iterator[None]:
    """What another machine would have, as the default database: a file to be in a folder, or one of our server."""
    if connection.vendor == "sqlite":
        with standing_in(NAME=str(folder / installation.DATABASE)):
            yield
        return
    name = f"tepat_restored_{os.getpid()}"
    with standing_in(NAME="postgres"), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        with standing_in(NAME=name):
            yield
    finally:
        with standing_in(NAME="postgres"), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


_DEFINED = (
    "SELECT 'column', c.relname || '.' || attname, "
    "concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attcollation, "
    "pg_get_expr(adbin, adrelid)) "
    "FROM pg_attribute JOIN pg_class c ON c.oid = attrelid "
    "LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
    "WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped "
    "AND relnamespace = current_schema()::regnamespace "
    "UNION SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = current_schema()::regnamespace "
    "UNION SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
    "UNION SELECT 'trigger', tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
)


def definitions() -> dict[tuple[str, str], list[str]]:
    """How everything in the database is defined, wherever a column stands in its table."""
    if connection.vendor == "sqlite":
        asked, parts = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL", _between_commas
    else:
        asked, parts = _DEFINED, _without_casts
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {(kind, name): parts(sql) for kind, name, sql in cursor.fetchall()}


def _between_commas(sql: str) -> list[str]:
    """A table's columns and constraints, in order of the alphabet."""
    parts, depth = [""], 0
    for sign in sql:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 1:
            parts.append("")
        else:
            parts[-1] += sign
    return sorted(part.strip(" )") for part in parts)


def _without_casts(sql: str) -> list[str]:
    """PostgreSQL tells the casts within a list otherwise once it was dumped and read."""
    return [re.sub(r"::[a-z ]+(\[\])?|[()]", "", sql)]
