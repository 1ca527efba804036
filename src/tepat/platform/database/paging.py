"""Pages of rows whose id says when they were made (UUIDv7): keyset pages, the same cost however far one reads."""

from contextlib import suppress
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def page_by_id(rows: "QuerySet[Row]", after: str, size: int) -> tuple[list[Row], str]:
    """Rows in the order in which they were made, and the cursor of the next page: blank after the last."""
    with suppress(ValueError):
        rows = rows.filter(id__gt=UUID(after))
    found = list(rows.order_by("id")[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""
