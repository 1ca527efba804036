"""What PostgreSQL knows of its tables, kept up while they are filled.

It plans by statistics that it gathers once a minute at most. A table that was empty a moment ago is then searched
as if it were small, and a bulk write that asks while it writes gets slower with every row. SQLite plans by its
indexes alone.
"""

from django.apps import apps
from django.db import connection

# Whose statistics were gathered when they held less than half of what they hold now, or never.
_GROWN = """
SELECT relname FROM pg_class
WHERE oid = ANY(%s::regclass[]) AND pg_relation_size(oid) > 2 * relpages * current_setting('block_size')::bigint
"""


def keep_up(*areas: str) -> None:
    """Gather the statistics anew of those tables of the areas that have doubled since; cheap between two steps."""
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    tables = [
        quote(model._meta.db_table) for area in areas for model in apps.get_app_config(area).get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_GROWN, (tables,))
        for (name,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {quote(name)}")
