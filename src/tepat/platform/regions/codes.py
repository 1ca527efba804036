"""What a Kemendagri code with dots says by itself: level, parents, what lies in what. No database.

"64" province, "64.08" regency, "64.08.01" district, "64.08.01.2001" village; "" is the whole country.
"""

import re
from collections.abc import Iterable

_SHAPE = re.compile(r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$")
_LEVELS = ("country", "province", "regency", "district", "village")
_VILLAGE_KINDS = {"1": "kelurahan", "2": "desa", "3": "desa_adat"}


def is_code(text: str) -> bool:
    """Whether the text has the shape of a region's code; it may still name no region."""
    return bool(_SHAPE.match(text))


def level_of(code: str) -> str:
    """province, regency, district or village; "country" for "". Raises ValueError on another shape."""
    if code and not is_code(code):
        raise ValueError(f"not a region code: {code!r}")
    return _LEVELS[code.count(".") + 1 if code else 0]


def parent_of(code: str) -> str:
    """The code one level up, "" above a province."""
    return code.rpartition(".")[0]


def ancestors(code: str) -> list[str]:
    """The codes above, from the province down, without the code itself."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def regency_of(code: str) -> str:
    """The regency a code lies in; "" for a province and the country, which lie in none."""
    return code[:5] if len(code) >= 5 else ""


def lies_in(code: str, prefix: str) -> bool:
    """Whether a region is the other one or lies in it."""
    return not prefix or code == prefix or code.startswith(prefix + ".")


def covers(prefixes: Iterable[str], code: str) -> bool:
    """Whether any of the regions holds the code."""
    return any(lies_in(code, prefix) for prefix in prefixes)


def minimal(prefixes: Iterable[str]) -> tuple[str, ...]:
    """The same area with as few codes as possible, sorted."""
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not covers(kept, prefix):
            kept.append(prefix)
    return tuple(kept)


def common_ancestor(codes: Iterable[str]) -> str:
    """The deepest region that holds them all: the code itself for one, "" for two provinces."""
    split = [code.split(".") for code in codes]
    if not split:
        return ""
    shared: list[str] = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return ".".join(shared)


def village_kind(code: str) -> str:
    """desa, kelurahan or desa_adat by the first digit of a village's own number; "" for other levels."""
    return _VILLAGE_KINDS.get(code[9], "") if len(code) == 13 else ""
