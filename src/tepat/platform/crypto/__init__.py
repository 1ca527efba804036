"""Sealing personal data at rest: the only package that imports `cryptography`.

Keys are enveloped: a data key per list (and one for the registry) under the master key, so that erasing a list
is destroying its key and changing the master key rewraps a handful of rows. The index key is its own. Tokens
are AES-256-GCM bound to a context, so that a value copied to another row does not open there.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .keys import KeysMissing, ensure_keys, hmac_of, keys_present

if TYPE_CHECKING:
    from .sealing import (
        SealBroken as SealBroken,
    )
    from .sealing import (
        Sealer as Sealer,
    )
    from .sealing import blind_index as blind_index
    from .sealing import create_data_key as create_data_key
    from .sealing import data_key as data_key
    from .sealing import open_sealed as open_sealed
    from .sealing import seal as seal
    from .sealing import sealer as sealer

__all__ = [
    "KeysMissing",
    "SealBroken",
    "Sealer",
    "blind_index",
    "create_data_key",
    "data_key",
    "ensure_keys",
    "hmac_of",
    "keys_present",
    "open_sealed",
    "seal",
    "sealer",
]


def __getattr__(name: str) -> Any:
    # Lazily, because models may be imported only after Django has set up its apps.
    if name in __all__:
        return getattr(import_module(f"{__name__}.sealing"), name)
    raise AttributeError(name)
