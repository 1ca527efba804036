"""How personal numbers are sealed and found again, also where a list uses them as its keys."""

import re

from tepat.platform import crypto

from .models import IdentityNumber

REGISTRY_KEY = "registry"
LONGEST_KEY = 80
_DECIMAL = re.compile(r"^(\d{16})[.,]0+$")
_SEPARATORS = re.compile(r"[\s.,'’/_-]+")
_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


def context(number_id: str) -> str:
    """What a sealed number is bound to: its own row. `number_id` is 32 hexadecimal digits."""
    return f"registry.identity_number:{number_id}"


def unsealed(number: IdentityNumber) -> str:
    """The number in clear. Callers show it masked, or after it was logged as revealed."""
    opener = crypto.sealer(crypto.data_key(REGISTRY_KEY))
    return opener.open(context(number.id.hex), bytes(number.sealed)).decode()


MASK = "•••• •••• •••• ••••"


def masked(text: str) -> str:
    """All but the last four characters hidden, as screens show it."""
    return f"•••• •••• •••• {text[-4:]}" if len(text) >= 8 else "••••"


def key_as_kept(key: str) -> str:
    """A list's key as it is kept: as written, or its blind index where it holds a number of sixteen digits.

    Offices use a NIK or KK number as key, with whatever separators; however written it is one key.
    """
    joined = _SEPARATORS.sub("", _DECIMAL.sub(r"\1", key))
    if _NUMBER.search(joined) or len(key) > LONGEST_KEY:
        return "x" + crypto.blind_index("key", joined).hex()
    return key
