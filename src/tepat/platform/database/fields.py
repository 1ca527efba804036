"""Column types that must mean the same on SQLite and PostgreSQL."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class BytewiseCharField(models.CharField):
    """Text compared byte by byte on both databases.

    Region codes and search tokens are looked up as ranges of a prefix; a language's collation would ignore
    the dots and sort them elsewhere. SQLite compares bytewise by itself, PostgreSQL does with COLLATE "C".
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
