"""How headers and coded values are compared: by their letters, not by case, spaces or line breaks."""

import re
import unicodedata
from collections.abc import Container

_NOT_A_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def header_form(text: str) -> str:
    """The form in which two spellings of one header are equal: "Kabupaten / Kota " is "kabupaten kota"."""
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def value_form(text: str) -> str:
    """The form in which two spellings of one coded value are equal: all spaces gone, "/ DAUN" is "/daun"."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).casefold())


def code_form(text: str, known: Container[str]) -> str:
    """The form of a value among known ones; a numbered code that a spreadsheet made "3.0" is 3."""
    form = value_form(text)
    return form if form in known else form.removesuffix(".0")
