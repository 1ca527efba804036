"""Where sealed values stand. Every area names its own in AppConfig.ready; a test finds the column that nobody named."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.apps import apps
from django.db import models

from tepat.platform import crypto
from tepat.platform.database import bulk

ROWS = 2_000


@dataclass(frozen=True)
class Page:
    """What one step finds: how far it came, how many it looked at, and how to write what it sealed anew.

    `write` is called in a transaction. `after` is blank at the end.
    """

    after: str
    seen: int
    stale: int
    write: Callable[[], None]


class Place(Protocol):
    """One kind of sealed values, walked through in the order of their ids."""

    @property
    def name(self) -> str: ...

    def count(self) -> int: ...

    def page(self, after: str) -> Page: ...


PLACES: list[Place] = []


def register(*places: Place) -> None:
    """Name places; in AppConfig.ready."""
    PLACES.extend(places)


def in_order() -> Sequence[Place]:
    """All of them, in an order that does not depend on who registered first."""
    return sorted(PLACES, key=lambda place: place.name)


class Keyring:
    """The data keys of a page, looked up once."""

    def __init__(self, wanted: set[UUID]) -> None:
        found = crypto.DataKey.objects.filter(id__in=wanted, destroyed_at=None)
        self._sealers: Mapping[UUID, crypto.Sealer] = {one.id: crypto.sealer(one) for one in found}

    def of(self, data_key: UUID | None) -> "crypto.Sealer | None":
        """What seals under this key; None when it was destroyed, and what it sealed with it."""
        return self._sealers.get(data_key) if data_key else None


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed values.

    `key` leads to the data key ("source__data_key"), or names its purpose. `context` gets what `reads` names and
    says what the value is bound to, as who sealed it did.
    """

    model: str
    column: str
    key: str
    reads: Sequence[str]
    context: Callable[..., str]
    rows: int = ROWS
    purpose: bool = field(default=False)

    @property
    def name(self) -> str:
        """The table's and the column's."""
        return f"{self.model}.{self.column}"

    @property
    def _model(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def count(self) -> int:
        """How many rows there are."""
        return self._model._default_manager.count()

    def sealed_under(self, data_key: crypto.DataKey) -> models.QuerySet[Any]:
        """The rows that hold something sealed under a key of their thing, in the order of their ids."""
        rows = self._model._default_manager.exclude(**{self.column: b""}).order_by("pk")
        return rows.none() if self.purpose else rows.filter(**{self.key: data_key})

    def page(self, after: str) -> Page:
        """The next rows; each is exchanged only while it still holds what was read here."""
        model = self._model
        rows = model._default_manager.order_by("pk")
        if after:
            rows = rows.filter(pk__gt=after)
        key = "pk" if self.purpose else f"{self.key}_id"
        found = list(rows.values_list("pk", key, self.column, *self.reads)[: self.rows])
        if self.purpose:
            own = crypto.data_key(self.key).id
            found = [(row[0], own, *row[2:]) for row in found]
        keys = Keyring({row[1] for row in found if row[1]})
        stale: dict[UUID, list[tuple[Any, str, bytes]]] = {}
        for pk, data_key, kept, *told in found:
            sealer = keys.of(data_key)
            if kept and sealer is not None and not sealer.made(token := bytes(kept)):
                stale.setdefault(data_key, []).append((pk, self.context(*told), token))
        changed: list[tuple[Any, bytes, bytes]] = []
        for data_key, values in stale.items():
            sealer = keys.of(data_key)
            assert sealer is not None, "found above"
            plain = sealer.open_many((context, token) for _pk, context, token in values)
            sealed = sealer.seal_many([(one[1], text) for one, text in zip(values, plain, strict=True)])
            changed += [(one[0], one[2], new) for one, new in zip(values, sealed, strict=True)]
        return Page(
            after=str(found[-1][0]) if len(found) == self.rows else "",
            seen=len(found),
            stale=len(changed),
            write=lambda: bulk.exchange(model, self.column, changed),
        )


def columns() -> list[SealedColumn]:
    """Those that are columns of tables, in their order."""
    return [place for place in in_order() if isinstance(place, SealedColumn)]
