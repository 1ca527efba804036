"""The family card's number (No. KK): 6 digits of region, DDMMYY of issue without the +40, 4-digit serial.

Its date part is not judged: cards of village applications and old cards do not keep to it.
"""

import polars as pl

from tepat.engine.identity import number
from tepat.engine.identity.number import Reading

_ANY_DATE = r"^[0-9]{16}$"


def read(text: str | None, numeric: bool = False) -> Reading:
    """Judge a KK number as written; `numeric` when its cell was stored as a number."""
    return number.read(text, numeric=numeric, dated=_ANY_DATE)


def read_column(text: pl.Series, numeric: pl.Series | None = None) -> pl.DataFrame:
    """`read` for a column: value, status, kinds (joined with spaces)."""
    return number.read_column(text, numeric, dated=_ANY_DATE)
