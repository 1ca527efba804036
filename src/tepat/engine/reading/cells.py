"""A single cell: its type sign and the text a person reads in it.

Numbers become text without ".0" and without an exponent; a text cell stays letter for letter as written, so
that "6.40805E+15" typed or pasted as text can still be seen by the checks.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = str | int | float | bool | date | datetime | time | timedelta
# Type signs of a raw row: s text, n number, d date or time, b true/false, ' ' blank.
TYPE_SIGN: dict[type, str] = {
    str: "s",
    int: "n",
    float: "n",
    bool: "b",
    date: "d",
    datetime: "d",
    time: "d",
    timedelta: "d",
}


def type_signs(row: Sequence[Cell]) -> str:
    """One type sign a cell."""
    signs = TYPE_SIGN
    return "".join([signs[type(cell)] if cell != "" else " " for cell in row])


def text(cell: Cell) -> str:
    """The cell as a person reads it; dates as ISO, whole numbers without decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        if cell.time() == time(0):
            return cell.date().isoformat()
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def column_texts(values: list[Cell]) -> list[str]:
    """The texts of a column's cells; a column of text alone, the usual case, is given back as it is."""
    if set(map(type, values)) <= {str}:
        return values  # type: ignore[return-value]
    return [value if type(value) is str else text(value) for value in values]


def is_blank(row: Sequence[Cell]) -> bool:
    """No cell holds more than spaces."""
    return not any(row) or all(isinstance(cell, str) and not cell.strip() for cell in row)
