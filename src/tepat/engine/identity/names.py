"""Names as search words: lower-case ASCII tokens in which the field's spellings of one name are equal.

Titles, degrees, bin and binti, old vowels and the many forms of Muhammad are levelled: "H. MOH. JOESOEF,
S.Pd" gives muhammad jusuf. Old j for y (Jusuf, Yusuf) is left: the matching weighs it. The name as written is
kept elsewhere; nothing here is shown to people.
"""

import re
import unicodedata
from functools import lru_cache

_TITLES = frozenset(
    [
        *("h", "hj", "haji", "hajah", "hajjah", "kh", "ust", "ustad", "ustadz", "ustaz", "tgk", "tengku"),
        *("drs", "dra", "dr", "drg", "ir", "prof", "bapak", "ibu", "sdr", "sdri", "tn", "ny"),
        *("alm", "almh", "almarhum", "almarhumah"),
    ]
)
_LINKS = frozenset(["bin", "binti", "bt", "bte", "binte", "ibnu"])
_LINK_PHRASE = re.compile(r"\b(?:anak (?:dari|ke)|a/l|a/p|als|alias)\b")
# Written with a dot a degree may stand anywhere; without one only after a comma, where no name stands.
_DOTTED_DEGREE = re.compile(r"\b(?:[sm]\. ?[a-z]{1,4}|a\.? ?m[ad]\.(?: ?[a-z]{2,4})?)\b\.?$")
_DEGREE = re.compile(r"^(?:s|m|am|sst|str|a\.? ?m)?[. ]*[a-z]{1,4}$")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_WHOLE = {
    "abd": "abdul",
    "abdoel": "abdul",
    "st": "siti",
    "sitti": "siti",
    "sity": "siti",
    "ach": "ahmad",
    "achmad": "ahmad",
    "achmat": "ahmad",
    "akhmad": "ahmad",
    "ahmat": "ahmad",
    "moh": "muhammad",
    "moch": "muhammad",
    "mohd": "muhammad",
    "muh": "muhammad",
    "mhd": "muhammad",
    "md": "muhammad",
}
_MUHAMMAD = re.compile(r"^m[ou](?:ch|kh|h)?[ae]?m+[ae][dt]$")
_SPELLINGS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"))
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+")


def tokens(name: str | None) -> list[str]:
    """The search words of a name, in order; titles, degrees and bin/binti go while other words remain."""
    if not name:
        return []
    plain = _APOSTROPHES.sub("", _ascii(name))
    if "," in plain or "." in plain or " " in plain:
        plain = _without_degrees(plain)
    words = [word for word in _NOT_LETTERS.split(plain) if word]
    kept = [word for word in words if word not in _TITLES and word not in _LINKS]
    if len(kept) > 1 and kept[0] == "m":
        kept[0] = "muhammad"
    return [_word(word) for word in kept or words]


def normalise(name: str | None) -> str:
    """The tokens as one string: what the search column holds."""
    return " ".join(tokens(name))


def _ascii(name: str) -> str:
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _without_degrees(plain: str) -> str:
    first, *others = (part.strip() for part in plain.split(","))
    kept = [part for part in others if not _DEGREE.match(part)]
    bare = _DOTTED_DEGREE.sub("", first).strip()
    return _LINK_PHRASE.sub(" ", " ".join([bare or first, *kept]))


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    if (whole := _WHOLE.get(word)) is not None:
        return whole
    if _MUHAMMAD.match(word):
        return "muhammad"
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", word)
