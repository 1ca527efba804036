"""Many values asked for at once, as one parameter instead of one each."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import TextField
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler


class Several(Expression):
    """Texts for the right side of `__in`: `filter(value__in=Several(keys))`.

    Django prepares, checks and binds a plain list value by value, which for thousands of keys takes longer
    than the search itself.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__(output_field=TextField())
        self.texts = list(texts)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """A list of one column: an array on PostgreSQL, JSON on SQLite."""
        if connection.vendor == "postgresql":
            return "(SELECT unnest(%s::text[]))", (self.texts,)
        return "(SELECT value FROM json_each(%s))", (orjson.dumps(self.texts).decode(),)
