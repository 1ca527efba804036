"""Names as search words: lower-case ASCII tokens in which the field's spellings of one name are equal.

MOH. JOESOEF, Muhamad Jusuf and H. Muhammad Yusuf, S.Pd do not all become one (old j for y is a doubt for the
matching to weigh), but titles, "bin", old vowels and the many forms of Muhammad do. The name as written is kept
elsewhere; nothing here is shown to people.
"""

import re
import unicodedata
from functools import lru_cache

_TITLES = frozenset(
    [
        "h",
        "hj",
        "haji",
        "hajah",
        "hajjah",
        "drs",
        "dra",
        "dr",
        "drg",
        "ir",
        "prof",
        "kh",
        "ust",
        "ustad",
        "ustadz",
        "ustaz",
        "tgk",
        "tengku",
        "alm",
        "almh",
        "almarhum",
        "almarhumah",
        "bapak",
        "ibu",
        "sdr",
        "sdri",
        "tn",
        "ny",
    ]
)
_DEGREES = re.compile(
    r"\b(?:s\.? ?(?:pd|pdi|kom|h|t|e|sos|ag|si|hum|ip|farm|kep|pt|p|stp|km|hut|th|ab|ak|psi|ked)"
    r"|m\.? ?(?:pd|kom|h|t|si|ag|hum|m|kes|sc|ap|ak)|a\.?m[ad]\.? ?(?:keb|kep|pd|kom)?|sst|s\.?tr|se|sh|skm|spd|mm)"
    r"\.?(?=$|[,. ])"
)
_LINKS = frozenset(["bin", "binti", "bt", "bte", "binte", "ibnu"])
_LINK_PHRASE = re.compile(r"\b(?:anak (?:dari|ke)|a/l|a/p|als|alias)\b")
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
    "akhmad": "ahmad",
    "ahmat": "ahmad",
    "achmat": "ahmad",
    "nurul": "nurul",
    "moh": "muhammad",
    "moch": "muhammad",
    "mohd": "muhammad",
    "muh": "muhammad",
    "mhd": "muhammad",
    "md": "muhammad",
}
_MUHAMMAD = re.compile(r"^m[ou](?:c?h|kh)?[ae]?m+[ae][dt]$|^m[ou]c?h[ae]m+[ae]d$")
_SPELLINGS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"))
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+")


def tokens(name: str | None) -> list[str]:
    """The search words of a name, in its order; titles, degrees and bin/binti left out while others remain."""
    if not name:
        return []
    plain = _APOSTROPHES.sub("", _ascii(name))
    before_comma, _, after_comma = plain.partition(",")
    plain = _LINK_PHRASE.sub(
        " ", _DEGREES.sub(" ", f"{before_comma} {after_comma}") if after_comma else before_comma
    )
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


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    if (whole := _WHOLE.get(word)) is not None:
        return whole
    if _MUHAMMAD.match(word):
        return "muhammad"
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", word)
