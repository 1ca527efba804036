"""Filling the tables of a migrated, unused database with another's rows, whole tables at a time.

Indexes and foreign keys are set aside meanwhile and made again at the end, which checks every reference.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from . import refusals
from .rows import Rows, names, quoted
from .snapshot import Progress

_HERE = "connamespace = current_schema()::regnamespace AND conrelid <> 0"
_CONSTRAINTS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "  # noqa: S608 - words of ours
    f"WHERE {_HERE} AND contype IN ('f', 'u', 'p') ORDER BY contype = 'f', conrelid, conname"
)
_INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND NOT EXISTS "  # noqa: S608 - as above
    f"(SELECT FROM pg_constraint WHERE {_HERE} AND conname = indexname)"
)
_TRIGGERED = (
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
)


def applied() -> list[str]:
    """The migrations that our database has, as "app.name"."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def make_tables(applied: Sequence[str]) -> None:
    """Make the tables of the version that had applied these migrations; what other packages dropped is left out."""
    wanted = [(app, name) for app, _, name in (line.partition(".") for line in applied)]
    executor = _executor_where_these_are_applied(wanted)
    known = executor.loader.graph.nodes
    targets = [one for one in wanted if one in known and not _followed(one, wanted, executor)]
    executor.migrate(targets)
    call_command("createcachetable", verbosity=0)


def _executor_where_these_are_applied(wanted: Sequence[tuple[str, str]]) -> MigrationExecutor:
    """Ready to apply them here, where none is.

    Whether a migration or the one that replaces it and others is to be applied, Django tells by what a database
    has recorded: here it is shown what theirs has.
    """
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in wanted)
    executor = MigrationExecutor(connection)
    recorder.flush()
    executor.loader.applied_migrations = {}
    return executor


def _followed(one: tuple[str, str], wanted: Sequence[tuple[str, str]], executor: MigrationExecutor) -> bool:
    node = executor.loader.graph.node_map[one]
    return any(child.key[0] == one[0] and child.key in wanted for child in node.children)


def unknown(applied: Sequence[str]) -> list[str]:
    """Migrations of our own areas that this version does not have: the data come from a later one."""
    nodes = MigrationLoader(None).disk_migrations  # asking SQLite would make an empty database
    areas = {config.label for config in apps.get_app_configs() if config.name.startswith("tepat.")}
    return [
        line for line in applied if line.split(".")[0] in areas and tuple(line.split(".", 1)) not in nodes
    ]


def fill(rows: Rows, on_progress: Progress) -> int:
    """Replace all rows of the tables that stand here by those given; returns how many. One transaction."""
    theirs = rows.tables()
    here = set(connection.introspection.table_names())
    if missing := sorted(set(theirs) - here):
        raise refusals.KeepingFailed(
            _("Tabel %(tables)s tidak dikenal versi ini. Pasang versi Tepat yang membuat data itu.")
            % {"tables": ", ".join(missing)}
        )
    count = 0
    with connection.constraint_checks_disabled(), _bare():
        for name in sorted(here):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {quoted(name)}")  # noqa: S608 - names of the database itself
        for done, (table, columns) in enumerate(theirs.items()):
            on_progress(_("Mengisi tabel"), done, len(theirs))
            for step in rows.read(table, columns):
                _write(table, columns, step)
                count += len(step)
        on_progress(_("Membuat indeks"), 0, 0)
    connection.check_constraints()
    _count_on()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _write(table: str, columns: Sequence[str], step: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {quoted(table)} ({names(columns)}) FROM STDIN") as copy:
                for row in step:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {quoted(table)} ({names(columns)}) VALUES ({marks})", step)  # noqa: S608 - as above


@contextmanager
def _bare() -> Iterator[None]:
    """Without indexes, foreign keys and the trail's guards, which stand again afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
            )
            found = cursor.fetchall()
            for kind, name, _sql in found:
                cursor.execute(f"DROP {kind} {quoted(name)}")
            cursor.execute("BEGIN")
            yield
            for _kind, _name, sql in found:
                cursor.execute(sql)
            cursor.execute("COMMIT")
            return
        cursor.execute(_TRIGGERED)
        guarded = [table for (table,) in cursor.fetchall()]
        cursor.execute(_CONSTRAINTS)
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        cursor.execute("BEGIN")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(name)}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {quoted(name)}")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} {definition}")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("COMMIT")


def _count_on() -> None:
    """Numbers that the database gives go on after the highest one loaded."""
    models = list(apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
