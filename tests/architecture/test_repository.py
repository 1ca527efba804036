"""What must never be committed: a number that could be a person's, and a path of somebody's machine."""

import lzma
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import LOCKS, name_of, tracked

PROVINCES = "1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]"
# Province, four digits of region, day (women + 40), month, year, serial; or with separators.
POSSIBLE_NUMBER = re.compile(
    rf"(?<![0-9A-Fa-f])(?:{PROVINCES})[. -]?\d{{2}}[. -]?\d{{2}}[. -]?(?:[04][1-9]|[1256]\d|[37][01])"
    rf"(?:0[1-9]|1[0-2])\d{{2}}[. -]?\d{{4}}(?![0-9A-Fa-f])"
)
# Written in two pieces, so that this file is no finding of itself.
MACHINE_PATHS = tuple("/" + name + "/" for name in ("work", "root", "home"))
MACHINE_PATH = re.compile(r"(?<![\w.$}*-])(?:" + "|".join(MACHINE_PATHS) + r")[a-z]")


def _texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        name = name_of(path)
        if name in LOCKS:
            continue
        if path.suffix == ".xz":
            yield name, lzma.decompress(path.read_bytes()).decode("utf-8", "replace")  # or a database
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for member in archive.namelist():
                    yield f"{name}!{member}", archive.read(member).decode("utf-8", "replace")
        else:
            yield name, _decoded(path)


def _decoded(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_no_number_could_be_a_persons() -> None:
    """Generated numbers begin with 99, a code no province has."""
    found = [name for name, text in _texts() if POSSIBLE_NUMBER.search(text)]

    assert not found


def test_no_path_of_a_machine_is_named() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in _texts()
        if not name.endswith((".png", ".xz"))
        for match in MACHINE_PATH.finditer(text)
    ]

    assert not found


def test_the_pattern_knows_a_possible_number_from_a_generated_one() -> None:
    possible = "64" + "0801" + "450190" + "0001"
    spaced = "64" + ".08.01." + "450190" + "." + "0001"

    assert POSSIBLE_NUMBER.search(possible)
    assert POSSIBLE_NUMBER.search(spaced)
    assert not POSSIBLE_NUMBER.search("9908014501900001")
