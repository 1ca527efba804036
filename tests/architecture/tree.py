"""The checkout as the architecture tests read it: its files, and its Python as syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tepat"
# Made by machines, judged elsewhere: hashes and integrity sums are no prose.
LOCKS = {"requirements/lock.txt", "package-lock.json"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is or could be committed: what git knows and what it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


@cache
def python_files() -> tuple[Path, ...]:
    """The product's own modules, without migrations."""
    return tuple(
        path
        for path in tracked()
        if path.suffix == ".py" and path.is_relative_to(SOURCE) and "migrations" not in path.parts
    )


@cache
def templates() -> tuple[Path, ...]:
    """Every page and component."""
    return tuple(path for path in tracked() if path.suffix == ".html" and path.is_relative_to(SOURCE))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The full dotted names a module imports, absolute ones only."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return names
