"""Rows of a returned pack or a civil registry's answer that something is said of, kept as they came."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from tepat.platform import crypto
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.registry.models import Source, SourceRow
from tepat.registry.models.source_row import raw_context

_COLUMNS = ("id", "source", "file", "sheet", "row", "raw")


class FileRow(Protocol):
    """Where a row stands in its file, and its cells as they came."""

    @property
    def sheet(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def raw(self) -> bytes: ...


def keep_source_rows(source: Source, file_id: UUID, rows: Iterable[FileRow]) -> dict[tuple[str, int], str]:
    """Seal each row once under the source's key; return their ids by sheet and number."""
    distinct = {(row.sheet, row.number): row.raw for row in rows}
    new_id = hexes().__next__
    ids = {place: new_id() for place in distinct}
    sealed = crypto.sealer(source.data_key).seal_many(
        [(raw_context(file_id, *place), raw) for place, raw in distinct.items()]
    )
    bulk.insert(
        SourceRow,
        _COLUMNS,
        [
            (ids[place], source.id.hex, file_id.hex, *place, token)
            for place, token in zip(distinct, sealed, strict=True)
        ],
    )
    return ids
