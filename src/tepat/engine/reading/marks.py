"""What a sheet's file tells beside its values: what is hidden, what has no value, how far it reaches."""

import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from tepat.engine.reading.cells import Unread

# What a broken or cut archive raises while it is unpacked.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)
MAX_COLUMNS = 500
# Somebody's formulas or errors; a file that has more of them was never calculated at all.
MAX_UNREAD = 1_000_000


@dataclass
class Size:
    """How far filled cells reach, as far as that had to be looked at: 0 when nothing stands far away."""

    # calamine keeps about 30 bytes for each cell of the rectangle that holds all filled ones.
    MOST_CELLS: ClassVar[int] = 40_000_000
    # Fewer filled cells than this share of the rectangle: one of them is astray.
    STRAY: ClassVar[float] = 0.1

    rows: int = 0
    columns: int = 0
    filled: int = 0

    def include(self, cells: Iterable[tuple[bytes, bytes]]) -> None:
        """Filled cells by (column letters, row number)."""
        places = list(cells)
        if not places:
            return
        letters, rows = zip(*places, strict=True)
        self.columns = max([self.columns, *map(column_number, set(letters))])
        self.rows = max(self.rows, max(map(int, rows)))
        self.filled += len(places)

    @property
    def too_large(self) -> bool:
        """Whether the rectangle would fill the memory."""
        return self.rows * self.columns > self.MOST_CELLS

    @property
    def is_sparse(self) -> bool:
        """Whether the rectangle is this large because of stray cells."""
        return self.filled < self.STRAY * self.rows * self.columns


@dataclass
class Marks:
    """Of one sheet. `unread` holds cells without a value by row (from 1) and column (from 0).

    `is_outside` is a copy of another file's sheet, kept for the formulas that point there.
    """

    unread: dict[int, dict[int, Unread]] = field(default_factory=dict)
    unread_count: int = 0
    hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    size: Size = field(default_factory=Size)
    is_outside: bool = False

    def note_unread(self, row: int, column: int, cell: Unread) -> None:
        """Keep the place of a cell without a value."""
        self.unread.setdefault(row, {})[column] = cell
        self.unread_count += 1


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
