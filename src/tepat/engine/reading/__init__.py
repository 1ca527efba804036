"""Spreadsheets and CSV into columns, exactly as written, with each cell's type and place.

`open_tables` finds the tables of known layouts in a file; a Table gives its rows in chunks. What the values
mean is not decided here: normalising and checking live in tepat.engine.checks.
"""

from tepat.engine.reading.refusals import UnreadableFile
from tepat.engine.reading.tables import SINCE_1904_SUFFIX, UNREAD, Chunk, Table, open_tables

__all__ = ["SINCE_1904_SUFFIX", "UNREAD", "Chunk", "Table", "UnreadableFile", "open_tables"]
