"""Data keys: made, found, unwrapped. Destroying one is an act of a person and stands in services.py."""

import os
from functools import lru_cache
from uuid import UUID

from django.db import IntegrityError, transaction

from tepat.engine.sentences import Sentence

from .keys import KeysMissing, key, key_id
from .models import DataKey
from .sealing import SealBroken, Sealer


def _context(purpose: str, data_key_id: UUID) -> str:
    return f"crypto.data_key:{data_key_id.hex}:{purpose}"


def new_data_key(purpose: str) -> DataKey:
    """A new data key, wrapped, not kept yet: what is sealed under it is lost unless it is saved.

    Raises KeysMissing when this database was sealed under another master or index key: a second one beside it
    would leave two halves that no single backup opens.
    """
    check_keys()
    made = DataKey(purpose=purpose, master_key_id=key_id("master"), index_key_id=key_id("index"))
    made.wrapped = Sealer(key("master")).seal(_context(purpose, made.id), os.urandom(32))
    return made


def create_data_key(purpose: str) -> DataKey:
    """A new data key, kept in the caller's transaction. Raises KeysMissing as new_data_key does."""
    made = new_data_key(purpose)
    made.save(force_insert=True)
    return made


def data_key(purpose: str) -> DataKey:
    """The data key of a purpose, made at the first need; two who need it at once get the same."""
    found = DataKey.objects.filter(purpose=purpose).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return create_data_key(purpose)
    except IntegrityError:
        return DataKey.objects.get(purpose=purpose)


def check_keys() -> None:
    """Raises KeysMissing unless the installation's keys are those that this database was sealed under."""
    ours = {"master": key_id("master"), "index": key_id("index")}
    first = DataKey.objects.filter(destroyed_at=None).order_by("id").first()
    if first is None:
        return
    for name, wanted in (("master", first.master_key_id), ("index", first.index_key_id)):
        if wanted != ours[name]:
            raise KeysMissing(_wrong(name, wanted, ours[name]))


def _wrong(name: str, wanted: str, found: str) -> Sentence:
    return Sentence(
        "Kunci {name} yang terpasang ({found}) bukan kunci data ini ({wanted}). "
        "Pulihkan folder keys dari cadangan data ini; jangan membuat kunci baru.",
        {"name": name, "found": found, "wanted": wanted},
    )


def sealer(data: DataKey) -> Sealer:
    """What seals and opens under this key. Raises SealBroken when destroyed, KeysMissing when not ours."""
    if data.destroyed_at is not None:
        raise SealBroken(Sentence("Data ini sudah dihapus: kuncinya telah dimusnahkan."))
    if data.master_key_id != key_id("master"):
        raise KeysMissing(_wrong("master", data.master_key_id, key_id("master")))
    return _unwrapped(data.id, data.purpose, bytes(data.wrapped), key("master"))


# Few and short-lived enough in memory; a destroyed key is refused above before it is looked up here.
@lru_cache(maxsize=256)
def _unwrapped(data_key_id: UUID, purpose: str, wrapped: bytes, master: bytes) -> Sealer:
    return Sealer(Sealer(master).open(_context(purpose, data_key_id), wrapped), data_key_id)


def forget_unwrapped() -> None:
    """Drop the unwrapped keys of this process."""
    _unwrapped.cache_clear()
