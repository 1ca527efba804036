"""A district's list of the next quarter, made of the demo's own: for the guide's pictures of what changed.

A few families are gone, some moved to another village or changed their desil, one is new.
"""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from tepat.demo.generator import generate

DISTRICT = "640801"
_CODE, _DESIL, _FAMILY = "Kode Kemdagri", "Desil Kesejahteraan", "ID Keluarga P3KE"
_PERSON = "ID Individu"


def newer_list(families: int) -> dict[str, bytes]:
    """The two files, by name; `families` is the size of the demo's regency."""
    with TemporaryDirectory() as folder:
        written = generate(families=families, out=Path(folder), seed=1, formats=("csv",))
        told = {path.name: _rows(path) for path in written.files}
    heads = [row for row in next(iter(told.values())) if row[_FAMILY]]
    keys = list(dict.fromkeys(row[_FAMILY] for row in heads if row[_CODE].startswith(DISTRICT)))
    villages = sorted(
        {row[_CODE] for row in heads if row[_CODE].startswith(DISTRICT) and len(row[_CODE]) == 10}
    )
    gone, moved, ranked = set(keys[2::9]), keys[4::11], set(keys[1::5])
    elsewhere = dict(zip(moved, villages[::-1] * len(moved), strict=False))
    return {name: _written(_next(rows, set(keys) - gone, elsewhere, ranked)) for name, rows in told.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _next(
    rows: list[dict[str, str]], named: set[str], elsewhere: dict[str, str], ranked: set[str]
) -> list[dict[str, str]]:
    """The rows of the families named; those ranked anew are two desils higher, the last one comes again as new."""
    following = []
    for row in (row for row in rows if row[_FAMILY] in named):
        desil = row[_DESIL]
        if row[_FAMILY] in ranked and desil.isdigit():
            desil = str(min(10, int(desil) + 2))
        following.append({**row, _CODE: elsewhere.get(row[_FAMILY], row[_CODE]), _DESIL: desil})
    newest = following[-1][_FAMILY]
    for row in [row for row in following if row[_FAMILY] == newest]:
        again = {**row, _FAMILY: f"{newest}9"}
        following.append({**again, _PERSON: f"{row[_PERSON]}9"} if _PERSON in row else again)
    return following


def _written(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()
