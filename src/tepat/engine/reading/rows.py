"""What the readers of workbooks and of text have in common: a sheet as rows with their absolute places."""

from collections.abc import Iterator
from typing import Protocol

from tepat.engine.reading.cells import Cell
from tepat.engine.sentences import Sentence


class Sheet(Protocol):
    """One sheet of a workbook, or a text file as a whole (with the name "")."""

    name: str
    last_row: int
    """1-based number of the last row that may hold something."""
    since_1904: bool
    """Whether its serial day numbers are counted from 1904."""
    has_unread: bool
    """Whether some cell is Unread."""
    notes: tuple[Sentence, ...]
    hidden_columns: frozenset[int]

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """(row number as the spreadsheet shows it, cells from column A on); may be asked again."""
        ...
