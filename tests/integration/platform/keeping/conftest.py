"""An installation, its backup, and another machine to bring it to; on the database that the tests run on."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def source(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation with files of every kind, on the tests' database; stretching made quick."""
    from tepat.platform.crypto import keys, passphrases
    from tests.integration.platform.keeping.steps import FILES

    monkeypatch.setattr(passphrases, "COST", 2**4)
    here = tmp_path / "here"
    shutil.copytree(Path(settings.DATA) / "keys", here / "keys")
    for name, content in FILES.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(content)
    for name in ("spill/left.new", "serve.lock", "files/xyz.new"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(b"of the moment")
    settings.DATA = here
    keys.forget()
    yield here
    keys.forget()


@pytest.fixture
def before(db: None) -> dict[str, Any]:
    from tests.integration.platform.keeping.steps import of_tables

    return of_tables()


@pytest.fixture
def backup(source: Path, tmp_path: Path, db: None) -> Path:
    from tepat.platform.keeping import making
    from tests.integration.platform.keeping.steps import PASSPHRASE, quiet

    target = tmp_path / "cadangan"
    return making.make(by=None, target=target, passphrase=PASSPHRASE, on_progress=quiet).file


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """Another machine: an empty folder and an empty database, where this process now is."""
    from tests.integration.platform.keeping.steps import empty_database

    there = tmp_path / "there"
    there.mkdir(mode=0o700)
    settings.DATA = there
    with empty_database(there):
        yield there
