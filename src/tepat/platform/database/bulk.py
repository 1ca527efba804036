"""Many rows into one table at the database's own speed: COPY on PostgreSQL, executemany on SQLite.

Values are passed ready for the database (see `insert`); nothing here validates them, the constraints do.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models

_SQLITE_STEP = 5_000


def _columns(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return [str(columns[field]) for field in fields]


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows.

    Ids as 32 hexadecimal digits, dates as ISO text, times as UTC text "YYYY-MM-DD HH:MM:SS.ffffff", JSON as
    text, binary as bytes. Joins the caller's transaction. Raises IntegrityError as any insert does.
    """
    rows = list(rows)
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in _columns(model, fields))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django's cursor passes copy() through bare: without this its errors would be the driver's own.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(fields))
        for start in range(0, len(rows), _SQLITE_STEP):
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names from the model
                rows[start : start + _SQLITE_STEP],
            )


def select(queryset: models.QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of `queryset.values_list(…)` as `insert` takes them: ids as 32 hexadecimal digits.

    Everything else is as the driver gives it: JSON as text on SQLite, say. Converts a tenth as much as Django.
    """
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for row in cursor:
            yield tuple(value.hex if isinstance(value, UUID) else value for value in row)


def update(
    model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]], key: str = "id"
) -> None:
    """Set fields of existing rows: each row holds the new values in order, then the key."""
    if not rows:
        return
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(column)} = %s" for column in _columns(model, fields))
    where = quote(_columns(model, [key])[0])
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {assignments} WHERE {where} = %s",  # noqa: S608 - names from the model
            rows,
        )


def exchange(model: type[models.Model], field: str, rows: Sequence[tuple[Any, bytes, bytes]]) -> None:
    """Set a binary field of existing rows, (key, old, new), where it still holds the old value."""
    if not rows:
        return
    quote = connection.ops.quote_name
    key = model._meta.pk
    table = quote(model._meta.db_table)
    column, where = (quote(one) for one in _columns(model, [field, key.name]))
    ids = [key.get_db_prep_value(row[0], connection) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s WHERE {where} = %s AND {column} = %s",  # noqa: S608 - names from the model
            [(row[2], id_, row[1]) for id_, row in zip(ids, rows, strict=True)],
        )
