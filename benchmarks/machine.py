"""The machine a figure was taken on, and the table every benchmark prints."""

import os
import platform
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path


def fsyncs_a_second(seconds: float = 1.0) -> float:
    """How often this disk really writes: 4 KiB and fsync, again and again."""
    with tempfile.NamedTemporaryFile(dir=Path.cwd()) as file:
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            file.write(os.urandom(4096))
            file.flush()
            os.fsync(file.fileno())
            count += 1
        return count / (time.perf_counter() - began)


def describe() -> str:
    """One line: cores, memory, Python, disk, and how busy it was before."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"{pages * size / 2**30:.0f} GiB, Python {platform.python_version()}, "
        f"{fsyncs_a_second():.0f} fsync/s, load before {load:.1f}"
    )


def peak_mib() -> float:
    """This process's largest memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows as aligned Markdown."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for number, line in enumerate(lines):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print(flush=True)


def verdict(figure: float, limit: float) -> str:
    """Whether a figure keeps its promise."""
    return "ok" if figure <= limit else "OVER"
