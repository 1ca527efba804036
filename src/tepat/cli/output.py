"""What a command says: JSON on stdout for machines, sentences and a progress bar on stderr for people."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

console = Console(stderr=True, highlight=False)


def say(text: str, style: str = "") -> None:
    """A sentence for a person."""
    console.print(text, style=style or None, markup=False, soft_wrap=True)


def say_json(value: Any) -> None:
    """One JSON value on stdout and nothing else."""
    json.dump(value, sys.stdout, ensure_ascii=False, default=str)
    sys.stdout.write("\n")


def thousands(number: int) -> str:
    """1250000 as 1.250.000."""
    return f"{number:,}".replace(",", ".")


@contextmanager
def progress_bar(quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A callback (stage, done, total) that draws a bar; silent when quiet or not on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda stage, done, total: progress.update(
            task, description=stage, completed=done, total=total or None
        )
