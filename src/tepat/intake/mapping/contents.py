"""What is kept of the tables that no layout knows, sealed, until somebody has named their columns."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import orjson

from tepat.engine.layouts import Layouts
from tepat.engine.reading import UnreadableFile, refusals
from tepat.engine.reading.unknown import unknown_tables
from tepat.intake.models import Batch, UnknownTable
from tepat.platform import crypto, files

MOST_TABLES = 50
# Beyond this a cell says no more about its column; a layout refuses headers longer than the other.
LONGEST_CELL, LONGEST_HEADER = 80, 400
# Why a file is not read that could be, were its columns named.
_TO_NAME = (refusals.NO_HEADER, refusals.MISSING_KEY)


@dataclass(frozen=True)
class Contents:
    """The headers of an unknown table and the first rows under them, as texts from column A on."""

    headers: list[str]
    rows: list[list[str]]


def tables_to_name(batch: Batch, trouble: Exception, layouts: Layouts) -> list[UnknownTable]:
    """The unknown tables of a batch that cannot be read, to be kept; none where naming columns would not help."""
    if not isinstance(trouble, UnreadableFile) or trouble.reason not in _TO_NAME:
        return []
    return list(islice(_tables(batch, layouts), MOST_TABLES))


def _tables(batch: Batch, layouts: Layouts) -> Iterator[UnknownTable]:
    sealer = crypto.sealer(batch.source.data_key)
    for file in batch.files.select_related("stored", "stored__data_key"):
        # Of several files another may be broken as well; that is told once its turn comes.
        with suppress(UnreadableFile), files.plain_copy(file.stored) as path:
            for found in unknown_tables(path, name=file.stored.name, known=layouts):
                table = UnknownTable(file=file, sheet=found.sheet[:100], header_row=found.header_row)
                said = {
                    "headers": [header[:LONGEST_HEADER] for header in found.headers],
                    "rows": [[cell[:LONGEST_CELL] for cell in row] for row in found.rows],
                }
                table.content = sealer.seal(table.context, orjson.dumps(said))
                yield table


def opened(batch: Batch, table: UnknownTable) -> Contents:
    """What was kept of the table. Raises crypto.SealBroken."""
    sealer = crypto.sealer(batch.source.data_key)
    return Contents(**orjson.loads(sealer.open(table.context, bytes(table.content))))
