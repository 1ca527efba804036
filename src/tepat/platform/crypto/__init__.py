"""Sealing personal data at rest: the only package that imports `cryptography`.

Keys are enveloped: a data key per list (and one for the registry) under the master key, so that erasing a
list is destroying its key and changing the master key rewraps a handful of rows. The index key is its own.
Tokens are AES-256-GCM bound to a context, so that a value copied to another row does not open there.

The primitives here know nothing of the audit trail, which seals its days with them; destroying a key is a
service that writes to the trail, and is imported from `crypto.services`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .keys import KeysMissing, ensure_keys, hmac_of, key, keys_present, unchanged
from .sealing import SealBroken, Sealer, blind_index, blind_indexes, ephemeral_sealer

if TYPE_CHECKING:
    from .data_keys import check_keys as check_keys
    from .data_keys import create_data_key as create_data_key
    from .data_keys import data_key as data_key
    from .data_keys import new_data_key as new_data_key
    from .data_keys import sealer as sealer
    from .models import DataKey as DataKey

_WHERE = {
    "DataKey": "models",
    "check_keys": "data_keys",
    "create_data_key": "data_keys",
    "data_key": "data_keys",
    "new_data_key": "data_keys",
    "sealer": "data_keys",
}
__all__ = [
    "DataKey",
    "KeysMissing",
    "SealBroken",
    "Sealer",
    "blind_index",
    "blind_indexes",
    "check_keys",
    "create_data_key",
    "data_key",
    "ensure_keys",
    "ephemeral_sealer",
    "hmac_of",
    "key",
    "keys_present",
    "new_data_key",
    "sealer",
    "unchanged",
]


def __getattr__(name: str) -> Any:
    # Lazily, because models may be imported only after Django has set up its apps.
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
