"""Sealed values that wait on the disk for their turn, so that memory need not hold them all."""

import tempfile
from array import array
from collections.abc import Sequence
from itertools import pairwise
from types import TracebackType
from typing import Self

from .reading import spill_folder


class Spill:
    """Values put away in order and taken back by their place among them.

    It takes them as they are: whoever puts personal data here has sealed it. The file has no name and is gone with
    the process. A full disk is an OSError, which jobs have a sentence for.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(dir=spill_folder())  # noqa: SIM115 - closed in __exit__
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, values: Sequence[bytes]) -> None:
        """Put away what comes next."""
        end = self._ends[-1]
        self._file.seek(end)
        self._file.write(b"".join(values))
        for value in values:
            end += len(value)
            self._ends.append(end)

    def taken(self, first: int, count: int) -> list[bytes]:
        """So many values from this place on."""
        ends = self._ends[first : first + count + 1]
        start = ends[0]
        self._file.seek(start)
        together = self._file.read(ends[-1] - start)
        return [together[one - start : following - start] for one, following in pairwise(ends)]
