"""Another database in the place of ours for a while: what migrates and writes to "default" meets that one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connections


@contextmanager
def standing_in(**database: Any) -> Iterator[None]:
    """Until the block ends, this thread's default database is the one described, over our own settings."""
    kept, ours = connections["default"], connections.settings["default"]
    connections.settings["default"] = {**ours, **database}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = ours
        connections["default"] = kept


def in_schema(database: Mapping[str, Any], schema: str) -> dict[str, Any]:
    """The settings with which a PostgreSQL database is met in one schema of it."""
    options = dict(database["OPTIONS"])
    options["options"] = f"{options.get('options', '')} -c search_path={schema}".strip()
    return {"OPTIONS": options}
