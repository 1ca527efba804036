"""Keys of lists as they are compared: repaired where that changes nothing of what is meant.

A spreadsheet turns a key into a number ("12.0"), marks it as text with an apostrophe, and a clerk types a space or
a small letter. Written otherwise it is still the same family. Whole columns: staging.py, by the same patterns.
"""

import re

from .invisible import INVISIBLE

BETWEEN = rf"(?:[\s'’‘`´]|{INVISIBLE})+"
AS_NUMBER = r"([0-9])(?:[.,]0+)+$"
_BETWEEN, _AS_NUMBER = re.compile(BETWEEN), re.compile(AS_NUMBER)


def compared(key: str) -> str:
    """One key as it is compared; the same again gives the same."""
    return _AS_NUMBER.sub(r"\1", _BETWEEN.sub("", key)).upper()
