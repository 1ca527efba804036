"""How headers and coded values are compared: by their letters, not by case, spaces or line breaks."""

import re
import unicodedata
from collections.abc import Container
from functools import cache

_NOT_A_WORD = re.compile(r"[\W_]+")
# A letter wrong in a shorter word makes another word of it.
_LONG_WORD = 6
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def header_form(text: str) -> str:
    """The form in which two spellings of one header are equal: "Kabupaten / Kota " is "kabupaten kota"."""
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


@cache
def is_slip_of(form: str, known: str) -> bool:
    """Whether one header form is another with a slip of the pen: spaces lost or won, or one wrong letter.

    The letter stands in a long word: "penerima blt" is no slip of "penerima bst", nor "rt" of "rw".
    """
    if abs(len(form) - len(known)) > 2:
        return False
    if form.replace(" ", "") == known.replace(" ", ""):
        return len(known) >= _LONG_WORD
    words, others = form.split(), known.split()
    if len(words) != len(others):
        return False
    differing = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    word, other = differing[0]
    return min(len(word), len(other)) >= _LONG_WORD and word.isalpha() and _is_one_slip(word, other)


def _is_one_slip(one: str, other: str) -> bool:
    """One letter too many, too few, another, or two in each other's place."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if start < 0:
        return abs(len(one) - len(other)) == 1
    a, b = one[start:], other[start:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]


def value_form(text: str) -> str:
    """The form in which two spellings of one coded value are equal: all spaces gone, "/ DAUN" is "/daun"."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).casefold())


def code_form(text: str, known: Container[str]) -> str:
    """The form of a value among known ones; a numbered code that a spreadsheet made "3.0" is 3."""
    form = value_form(text)
    return form if form in known else form.removesuffix(".0")
