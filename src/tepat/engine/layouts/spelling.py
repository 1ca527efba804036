"""How headers and coded values are compared: by their letters, not by case, spaces or line breaks."""

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def header_form(text: str) -> str:
    """The form in which two spellings of one header are equal: "Kabupaten / Kota " is "kabupaten kota"."""
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def value_form(text: str) -> str:
    """The form in which two spellings of one coded value are equal: all spaces gone, "/ DAUN" is "/daun"."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).casefold())
