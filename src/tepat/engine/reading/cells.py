"""A single cell: its type sign and the text a person reads in it.

Numbers become text without ".0" and without an exponent; a text cell stays letter for letter as written, so
that "6.40805E+15" typed or pasted as text can still be seen by the checks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Unread:
    """A filled cell that holds no value: a formula whose result was never stored (error ""), or an error.

    `error` is what the spreadsheet shows instead of a value, such as "#N/A".
    """

    error: str = ""


Cell = str | int | float | bool | date | datetime | time | timedelta | Unread
# Type signs of a raw row: s text, n number, d date or time, b true/false, f formula without a value, ' ' blank.
TYPE_SIGN: dict[type, str] = {
    str: "s",
    int: "n",
    float: "n",
    bool: "b",
    date: "d",
    datetime: "d",
    time: "d",
    timedelta: "d",
    Unread: "f",
}


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
    return "" if isinstance(cell, Unread) else str(cell)


def texts_and_signs(values: Sequence[Cell]) -> tuple[Sequence[str], str]:
    """A column's cells as a person reads them, and one type sign a cell.

    A column of text alone, the usual case, is given back as it is; of others each distinct value is read once.
    """
    types = set(map(type, values))
    if types == {str}:
        blanks = "" in values
        signs = "".join(["s" if cell else " " for cell in values]) if blanks else "s" * len(values)
        return values, signs  # type: ignore[return-value]  # texts, by the signs
    signs = "".join([TYPE_SIGN[type(cell)] if cell != "" else " " for cell in values])
    if bool in types:  # True is 1 to a dictionary
        return [text(value) for value in values], signs
    texts = {value: text(value) for value in set(values)}
    return [texts[value] for value in values], signs


def as_json(cell: Cell) -> str:
    """How a raw row keeps a cell that JSON has no form for."""
    return cell.error if isinstance(cell, Unread) else str(cell)


def is_blank(row: Sequence[Cell]) -> bool:
    """No cell holds more than spaces."""
    # Called for every row of a file: most answer with their first cell.
    for cell in row:  # noqa: SIM110 - a generator would cost more than the answer
        if cell != "" and not (isinstance(cell, str) and cell.isspace()):
            return False
    return True
