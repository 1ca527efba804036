"""Reading generated lists back, without the code that wrote them."""

import csv
from collections import Counter
from pathlib import Path


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a file, by header."""
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def families_by_prefix(rows: list[dict[str, str]], digits: int) -> Counter[str]:
    """How many rows carry each beginning of the region code."""
    return Counter(row["Kode Kemdagri"][:digits] for row in rows)
