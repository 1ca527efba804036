"""Data keys: made, found, unwrapped. Destroying one is an act of a person and stands in services.py."""

import os
from functools import lru_cache, partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform.database.ids import uuid7

from .keys import KeysMissing, forget, key, key_id, master
from .models import DataKey
from .sealing import SealBroken, Sealer


def _context(purpose: str, data_key_id: UUID, token_id: UUID | None = None) -> str:
    renewed = "" if token_id in (None, data_key_id) else f":{token_id.hex}"
    return f"crypto.data_key:{data_key_id.hex}:{purpose}{renewed}"


def new_data_key(purpose: str) -> DataKey:
    """A new data key, wrapped, not kept yet: what is sealed under it is lost unless it is saved.

    Raises KeysMissing when this database was sealed under another master or index key: a second one beside it
    would leave two halves that no single backup opens.
    """
    # Another process may have changed the master key since ours was read.
    forget()
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
    first = DataKey.objects.filter(destroyed_at=None).order_by("id").first()
    if first is None:
        return
    if master(first.master_key_id) is None:
        raise KeysMissing(_wrong("master", first.master_key_id, key_id("master")))
    if first.index_key_id != key_id("index"):
        raise KeysMissing(_wrong("index", first.index_key_id, key_id("index")))


def _wrong(name: str, wanted: str, found: str) -> Sentence:
    return Sentence(
        "Kunci {name} yang terpasang ({found}) bukan kunci data ini ({wanted}). "
        "Pulihkan folder keys dari cadangan data ini; jangan membuat kunci baru.",
        {"name": name, "found": found, "wanted": wanted},
    )


def sealer(data: DataKey) -> Sealer:
    """What seals and opens under this key. Raises SealBroken when destroyed, KeysMissing when not ours."""
    if data.erased:
        raise SealBroken(Sentence("Data ini sudah dihapus: kuncinya telah dimusnahkan."))
    return _unwrapped(
        data.id,
        data.purpose,
        (data.head, bytes(data.wrapped)),
        (data.old_token_id, bytes(data.old_wrapped)) if data.old_token_id else None,
        _master_of(data),
    )


def _master_of(data: DataKey) -> bytes:
    found = master(data.master_key_id)
    if found is None:
        raise KeysMissing(_wrong("master", data.master_key_id, key_id("master")))
    return found


_Wrapped = tuple[UUID, bytes]


# Few and short-lived enough in memory; a destroyed key is refused above before it is looked up here.
@lru_cache(maxsize=256)
def _unwrapped(
    data_key_id: UUID, purpose: str, present: _Wrapped, old: _Wrapped | None, master_key: bytes
) -> Sealer:
    opener = Sealer(master_key)

    def secret(wrapped: _Wrapped) -> bytes:
        return opener.open(_context(purpose, data_key_id, wrapped[0]), wrapped[1])

    return Sealer(
        secret(present),
        present[0],
        older=Sealer(secret(old), old[0]) if old else None,
        renewed=partial(_as_it_stands, data_key_id),
    )


def _as_it_stands(data_key_id: UUID) -> Sealer | None:
    data = DataKey.objects.filter(id=data_key_id, destroyed_at=None).first()
    return None if data is None else sealer(data)


def forget_unwrapped() -> None:
    """Drop the unwrapped keys of this process."""
    _unwrapped.cache_clear()


def rewrap(*, renew: bool) -> int:
    """Wrap every data key under the master key in use, and give each a new secret where asked; how many.

    The old secret stays beside it until `drop_old_secrets`. In the caller's transaction; what is done already
    is left as it is.
    """
    # A process that has run since before the change would wrap all of them under the key that is about to go.
    forget()
    to, now = Sealer(key("master")), timezone.now()
    changed = []
    for data in DataKey.objects.select_for_update().filter(destroyed_at=None).order_by("id"):
        if data.master_key_id == key_id("master") and not renew:
            continue
        opener = Sealer(_master_of(data))
        context = _context(data.purpose, data.id, data.token_id)
        secret = opener.open(context, bytes(data.wrapped))
        if data.old_token_id:
            place = _context(data.purpose, data.id, data.old_token_id)
            data.old_wrapped = to.seal(place, opener.open(place, bytes(data.old_wrapped)))
        elif renew:
            data.old_token_id, data.old_wrapped = data.head, to.seal(context, secret)
            data.token_id, data.renewed_at, secret = uuid7(), now, os.urandom(32)
        data.wrapped = to.seal(_context(data.purpose, data.id, data.token_id), secret)
        data.master_key_id = key_id("master")
        changed.append(data)
    DataKey.objects.bulk_update(
        changed,
        ["wrapped", "master_key_id", "token_id", "renewed_at", "old_wrapped", "old_token_id"],
        batch_size=100,
    )
    return len(changed)


def drop_old_secrets() -> int:
    """Forget the secrets from before the last renewal, for good; how many."""
    return DataKey.objects.exclude(old_token_id=None).update(old_wrapped=b"", old_token_id=None)
