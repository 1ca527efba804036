"""Moving to the other database and coming to another version: all of it, or everything as it was."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tepat.platform.database.address import described
from tepat.platform.database.migrated import unmigrated
from tepat.platform.keeping import installation, moving, upgrading
from tepat.platform.keeping.refusals import KeepingFailed, KeepingRefused
from tepat.platform.keeping.standing_in import standing_in
from tests.integration.platform.keeping.steps import empty_database, of_tables, quiet, restore

pytestmark = pytest.mark.django_db


def test_a_moved_database_is_the_same_and_the_old_stays(source: Path, before: dict[str, Any]) -> None:
    """Into SQLite and, where the tests have one, from there into PostgreSQL."""
    embedded, has_server = described("", source), connection.vendor == "postgresql"
    (source / installation.DATABASE).write_bytes(b"of an earlier move")

    done = moving.move(target=embedded, on_progress=quiet)

    assert Path(done.aside).read_bytes() == b"of an earlier move"
    assert of_tables() == before
    with standing_in(**embedded):
        assert of_tables() == before
        assert not unmigrated()
    if has_server:
        with empty_database(source):
            another = dict(connection.settings_dict)
            with standing_in(**embedded):
                moving.move(target=another, on_progress=quiet)
                with pytest.raises(KeepingRefused, match="sudah berisi tabel"):
                    moving.move(target=another, on_progress=quiet)
            assert of_tables() == before
            assert not unmigrated()


def test_a_failed_upgrade_leaves_everything_as_it_was(
    before: dict[str, Any], backup: Path, elsewhere: Path, settings: Any
) -> None:
    """So does one that was killed at its worst moment, once somebody upgrades again."""
    restore(backup)
    settings.MIGRATION_MODULES = {"keeping": "tests.integration.platform.keeping.failing.migrations"}
    assert unmigrated() == ["keeping.0001_spoils", "keeping.0002_fails"]

    with pytest.raises(KeepingFailed, match=r"gagal \(ValueError\); semuanya dikembalikan"):
        upgrading.upgrade(on_progress=quiet)

    assert of_tables() == before
    assert not upgrading.cut_off()

    upgrading._take_copy(quiet)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regions_region SET name = 'rusak'")
    settings.MIGRATION_MODULES = {}

    assert upgrading.cut_off()
    assert upgrading.upgrade(on_progress=quiet) == []
    assert of_tables() == before
