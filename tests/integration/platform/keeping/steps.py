"""What the tests of keeping do again and again, and what an installation of theirs holds."""

from pathlib import Path
from typing import Any

from django.db import connection

from tepat.platform.keeping import hashes, installation, restoring
from tepat.platform.keeping.rows import rows_of

PASSPHRASE = "lima kata acak yang panjang"
FILES = {"files/ab/abcdef": b"\x01" * 70_000, "seals/2026.jsonl": b"{}\n", "ca/root.pem": b"CA"}


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody looks on."""


def restore(file: Path, *, passphrase: str = PASSPHRASE, over: bool = False) -> restoring.Restored:
    return restoring.restore(file=file, passphrase=passphrase, over=over, on_progress=quiet)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the keys."""
    files = installation.files(folder)
    return {name: path.read_bytes() for name, path in files if not name.startswith("keys/")}


def of_tables() -> dict[str, Any]:
    with rows_of(connection) as rows:
        return hashes.of_tables(rows)
