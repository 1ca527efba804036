"""The `tepat` command on the tests' own database, in this process: quick, with its real exit codes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON alone on stdout."""
        return json.loads(self.out)


Tepat = Callable[..., Said]


@pytest.fixture
def tepat(
    regions: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Tepat]:
    """Runs `tepat WORD…` and tells what came of it."""
    from tepat.cli.app import run
    from tepat.cli.output import console

    # What `tepat init` would have left; the tests' tables stand in a file of another name.
    here = settings.DATA / "tepat.sqlite3"
    here.touch()
    monkeypatch.setattr(console, "width", 200)

    def call(*words: object) -> Said:
        monkeypatch.setattr("sys.argv", ["tepat", *map(str, words)])
        capsys.readouterr()
        code = 0
        try:
            run()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    yield call
    here.unlink()


@pytest.fixture
def on_disk(tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes the families' and the people's file and gives their paths."""
    from tests.factories.lists import files

    def write(*rows: Any) -> list[Path]:
        paths = []
        for name, content in files(*rows).items():
            path = tmp_path / name
            path.write_bytes(content)
            paths.append(path)
        return paths

    return write
