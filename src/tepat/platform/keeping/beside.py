"""Making a database beside the one that is used, and exchanging the two at once or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from .refusals import KeepingRefused
from .standing_in import in_schema, standing_in

_SCHEMA = "tepat_restoring"
_MAY = (
    "SELECT nspname, pg_has_role(nspowner, 'USAGE') AND has_database_privilege(current_database(), 'CREATE') "
    "FROM pg_namespace WHERE nspname = current_schema()"
)


@contextmanager
def beside(place: Path) -> Iterator[None]:
    """Until the block ends the default database is an empty one: that file on SQLite, a schema on PostgreSQL."""
    if connection.vendor == "sqlite":
        with standing_in(NAME=str(place)):
            yield
        return
    with connection.cursor() as cursor:
        # Asked before anything is made: the exchange at the end must not be the first to find out.
        cursor.execute(_MAY)
        schema, mine = cursor.fetchone()
        if not mine:
            raise KeepingRefused(
                _(
                    "Pengguna basis data ini bukan pemilik skema %(schema)s atau tidak boleh membuat skema. "
                    "Jadikan ia pemilik basis datanya (ALTER DATABASE … OWNER TO …, ALTER SCHEMA … OWNER TO …)."
                )
                % {"schema": schema}
            )
        cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
    with standing_in(**in_schema(connection.settings_dict, _SCHEMA)):
        yield


def exchange_schemas(aside: str) -> None:
    """The old tables go into a schema of their own and the new into the usual one; nothing when that was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), to_regnamespace(%s) IS NOT NULL", [_SCHEMA])
        usual, waiting = cursor.fetchone()
        if waiting:
            cursor.execute(
                f'BEGIN; ALTER SCHEMA "{usual}" RENAME TO "{aside}"; '
                f'ALTER SCHEMA {_SCHEMA} RENAME TO "{usual}"; COMMIT'
            )
