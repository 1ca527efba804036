"""Lists printed in blocks: what is given once for a family holds for the rows below it.

A row that repeats the block's key, or leaves it blank, is a member of the same family. What is no member (a
signature below the list, a line of totals) is left as it is.
"""

import polars as pl

from tepat.engine.layouts import Layout

# So many columns beside the carried ones make a row a member.
_LEAST_TOLD = 2


class Blocks:
    """Fills the carried columns of a table, chunk after chunk."""

    def __init__(self, layout: Layout) -> None:
        self._carried = layout.carried
        self._own = [name for name in layout.columns if name not in layout.carried]
        self._last: dict[str, str | None] = {}

    def fill(self, text: pl.DataFrame) -> pl.DataFrame:
        """The chunk with what its rows leave to the row above."""
        own = text.select(told=pl.sum_horizontal([pl.col(name).is_not_null() for name in self._own]))
        columns = {name: text[name].to_list() for name in self._carried}
        key = columns[self._carried[0]]
        for row, told in enumerate(own["told"]):
            if key[row] is not None and key[row] != self._last.get(self._carried[0]):
                self._last = {}
            elif key[row] is None and told < _LEAST_TOLD:
                continue
            for name, values in columns.items():
                if values[row] is None:
                    values[row] = self._last.get(name)
                else:
                    self._last[name] = values[row]
        return text.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in columns.items())
