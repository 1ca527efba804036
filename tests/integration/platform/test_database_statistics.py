"""A table that was empty a moment ago is planned for as what it is by now."""

import pytest
from django.db import connection

from tepat.platform.database import bulk, statistics
from tepat.platform.jobs.models import Worker

pytestmark = pytest.mark.django_db
ROWS = 500


def _known_rows() -> float:
    """How many rows the planner believes Worker's table to hold; SQLite does not plan by it."""
    if connection.vendor != "postgresql":
        return ROWS
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Worker._meta.db_table])
        return float(cursor.fetchone()[0])


def test_a_table_just_filled_is_known_to_be_full() -> None:
    seen = "2026-03-14 00:00:00.000000"
    rows = ((f"pekerja {number}", number, seen, seen) for number in range(ROWS))
    bulk.insert(Worker, ("name", "pid", "started_at", "seen_at"), rows)

    statistics.keep_up("jobs")

    assert _known_rows() == ROWS


def test_what_is_known_already_is_not_gathered_again() -> None:
    statistics.keep_up("jobs")

    with connection.execute_wrapper(_no_analyze):
        statistics.keep_up("jobs")


def _no_analyze(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    assert not sql.startswith("ANALYZE"), sql
    return execute(sql, params, many, context)
