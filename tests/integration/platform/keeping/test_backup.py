"""A backup and what comes of it: the same data on another machine, or a plain sentence and nothing changed."""

import hashlib
import json
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tepat.platform.database.migrated import unmigrated
from tepat.platform.keeping import archive, installation, making, restoring
from tepat.platform.keeping.refusals import KeepingFailed, KeepingRefused
from tepat.platform.keeping.standing_in import standing_in
from tests.integration.platform.keeping.steps import FILES, PASSPHRASE, contents, of_tables, quiet, restore

pytestmark = pytest.mark.django_db
_NO_NEW_INDEXES = """
CREATE FUNCTION public.full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE EVENT TRIGGER full_disk ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.full_disk();
"""


def test_nothing_readable_stands_in_a_backup(backup: Path, source: Path) -> None:
    content = backup.read_bytes()

    assert b"SQLite format" not in content
    assert (source / "keys/master.key").read_bytes().strip() not in content
    assert backup.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_is_told_and_changes_nothing(backup: Path, elsewhere: Path) -> None:
    with pytest.raises(KeepingRefused, match="Frasa sandi tidak membuka"):
        restore(backup, passphrase="lima kata acak yang lain")

    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda c: c[:-1], id="cut"),
        pytest.param(lambda c: c[:600], id="cut_short"),
        pytest.param(
            lambda c: c[: len(c) // 2] + bytes([c[len(c) // 2] ^ 1]) + c[len(c) // 2 + 1 :], id="one_bit"
        ),
        pytest.param(lambda c: c + b"\0", id="longer"),
        pytest.param(lambda c: c.replace(b'"made_at": "2', b'"made_at": "3', 1), id="head"),
        pytest.param(lambda c: b"", id="empty"),
        pytest.param(lambda c: b"PK\x03\x04" + c, id="something_else"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_left(
    damage: Callable[[bytes], bytes], backup: Path, elsewhere: Path
) -> None:
    backup.write_bytes(damage(backup.read_bytes()))

    with pytest.raises(KeepingRefused, match=r"berubah atau terpotong|bukan cadangan Tepat"):
        restore(backup)

    assert not list(elsewhere.iterdir())


def test_an_older_versions_backup_is_brought_to_this_version(
    backup: Path, elsewhere: Path, settings: Any
) -> None:
    settings.MIGRATION_MODULES = {"keeping": "tests.integration.platform.keeping.later.migrations"}

    done = restore(backup)

    assert done.aside == ""
    assert not unmigrated()
    assert "keeping_more" in of_tables()


def test_a_backup_with_migrations_of_a_later_version_is_refused(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    MigrationRecorder(connection).record_applied("intake", "9999_later")
    later = request.getfixturevalue("backup")
    elsewhere = request.getfixturevalue("elsewhere")

    with pytest.raises(KeepingRefused, match="lebih baru"):
        restore(later)

    assert not list(elsewhere.iterdir())


def test_a_later_versions_backup_is_refused(backup: Path) -> None:
    name, line, _mac, rest = backup.read_bytes().split(b"\n", 3)
    later = json.dumps({**json.loads(line), "format": archive.FORMAT + 1}).encode()
    backup.write_bytes(b"\n".join([name, later, hashlib.sha256(later).hexdigest().encode(), rest]))

    with pytest.raises(KeepingRefused, match="lebih baru"):
        archive.head_of(backup)


def test_data_that_are_there_are_not_replaced_unasked(backup: Path, elsewhere: Path) -> None:
    (elsewhere / "files").mkdir()
    (elsewhere / "files" / "lama").write_bytes(b"lama")

    with pytest.raises(KeepingRefused, match="--over"):
        restore(backup)

    assert contents(elsewhere) == {"files/lama": b"lama"}


def test_a_full_disk_keeps_the_older_backup_and_nothing_half(backup: Path, tmp_path: Path) -> None:
    older = backup.read_bytes()
    (tmp_path / "besar").write_bytes(os.urandom(2_500_000))

    with (
        _files_of_at_most(1_100_000),
        pytest.raises(KeepingFailed, match=r"penuh; yang lama tetap utuh.*Kosongkan ruang"),
        archive.writing(backup, PASSPHRASE) as written,
    ):
        written.add("data/besar", tmp_path / "besar")

    assert backup.read_bytes() == older
    assert [path.name for path in tmp_path.glob(".cadangan*")] == []


@pytest.mark.parametrize("where", ["files", "database"])
def test_a_disk_that_fills_up_during_a_restore_leaves_what_was_there(
    where: str, backup: Path, elsewhere: Path, settings: Any
) -> None:
    (elsewhere / "files").mkdir()
    (elsewhere / "files" / "lama").write_bytes(b"lama")
    full = _files_of_at_most(50_000) if where == "files" else _a_database_that_cannot_grow(settings)

    with full, pytest.raises(KeepingFailed, match=r"penuh; yang lama tetap utuh.*Kosongkan ruang"):
        restore(backup, over=True)

    assert contents(elsewhere) == {"files/lama": b"lama"}
    assert not (elsewhere / "restoring").exists()


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)


@contextmanager
def _a_database_that_cannot_grow(settings: Any) -> Iterator[None]:
    """The backup is of an older version, whose migrations find no room; in PostgreSQL, as its server says it."""
    settings.MIGRATION_MODULES = {"keeping": "tests.integration.platform.keeping.later.migrations"}
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        least = f"{options['init_command']} PRAGMA max_page_count = 1;"
        with standing_in(OPTIONS={**options, "init_command": least}):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_NO_NEW_INDEXES)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP EVENT TRIGGER full_disk; DROP FUNCTION public.full_disk()")


def test_a_restore_killed_anywhere_is_finished_by_the_next_and_is_the_same(
    before: dict[str, Any], backup: Path, elsewhere: Path, source: Path
) -> None:
    """Killed while it unpacked, then at each move of a file or folder: half of it is only ever said, never used."""
    for name in ("files/lama", "restoring/new/files/setengah"):
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).write_bytes(b"lama")
    kills = 0
    while not _restored_unless_killed_at(kills + 1, backup):
        kills += 1
        assert restoring.half_done(elsewhere)

    assert kills >= 2
    assert of_tables() == before
    assert before["regions_region"]["rows"] > 10
    assert contents(elsewhere) == FILES
    assert (elsewhere / "keys/master.key").read_bytes() == (source / "keys/master.key").read_bytes()
    assert (elsewhere / "keys/master.key").stat().st_mode & 0o077 == 0
    (aside,) = elsewhere.glob(f"{installation.ASIDE}*")
    assert (aside / "files" / "lama").read_bytes() == b"lama"
    assert not (elsewhere / "restoring").exists()


def _restored_unless_killed_at(move: int, file: Path) -> bool:
    """Restore in a child that is killed at its n-th move; False when it was."""
    child = os.fork()
    if child == 0:
        connection.connection = None
        left, replace = move, os.replace

        def once_too_often(*paths: Any, **named: Any) -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            replace(*paths, **named)

        try:
            os.replace = once_too_often
            restore(file, over=True)
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code == 0


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeepingRefused, match="terlalu pendek"):
        making.make(by=None, target=tmp_path / "c", passphrase="pendek", on_progress=quiet)
