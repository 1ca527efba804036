"""Moving to the other database: all rows made anew beside, compared by their hashes, and only then put in place.

The old database is left as it is; which one is used is a setting (TEPAT_DATABASE_URL), and the operator's to change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from . import archive, hashes, installation, loading, refusals
from .beside import beside, exchange_schemas
from .rows import Rows, rows_of
from .snapshot import Progress
from .standing_in import standing_in


@dataclass(frozen=True)
class Moved:
    """How much is in the new database now, and where an older file of its name was set aside."""

    tables: int
    rows: int
    aside: str


def move(*, target: Mapping[str, Any], on_progress: Progress) -> Moved:
    """Fill the database described with all rows of ours. Nobody may write meanwhile.

    Raises KeepingRefused; the target is then as it was.
    """
    applied = loading.applied()
    with rows_of(connection) as rows, standing_in(**target):
        if connection.vendor == "postgresql":
            _must_be_empty()
        place = Path(settings.DATA) / f"{installation.DATABASE}.moving"
        place.unlink(missing_ok=True)
        with beside(place):
            loading.make_tables(applied)
            count = loading.fill(rows, on_progress)
            tables = _compared(rows, on_progress)
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA journal_mode = DELETE")
        return Moved(tables, count, _put_in_place(place))


def _must_be_empty() -> None:
    try:
        found = connection.introspection.table_names()
    except OperationalError:
        raise refusals.KeepingRefused(
            _("Basis data tujuan tidak menjawab. Periksa alamat, pengguna dan sandinya.")
        ) from None
    if found:
        raise refusals.KeepingRefused(
            _("Basis data tujuan %(name)s sudah berisi tabel. Buat basis data kosong, lalu ulangi.")
            % {"name": connection.settings_dict["NAME"]}
        )


def _compared(rows: Rows, on_progress: Progress) -> int:
    """How many tables there are, all of them the same in both databases."""
    ours = hashes.of_tables(rows, on_progress)
    with rows_of(connection) as moved:
        theirs = hashes.of_tables(moved, on_progress)
    if different := sorted(
        name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)
    ):
        raise refusals.KeepingFailed(
            _("Isi tabel %(tables)s tidak sama setelah dipindahkan; yang lama tetap dipakai. Laporkan ini.")
            % {"tables": ", ".join(different)}
        )
    return len(ours)


def _put_in_place(place: Path) -> str:
    moment = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    if connection.vendor == "postgresql":
        exchange_schemas(f"before_move_{moment.replace('-', '_')}")
        return ""
    standing, aside = place.with_name(installation.DATABASE), ""
    connection.close()
    if standing.exists():
        aside = f"{standing}.before-move-{moment}"
        standing.rename(aside)
    place.rename(standing)
    archive.sync_folder(place.parent)
    return aside
