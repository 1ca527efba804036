"""Numbers given to people (NIK) and families (KK): kept as given, sealed, usable while one alone bears them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tepat.platform import crypto
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.platform.database.several import Several
from tepat.registry.models import Family, IdentityNumber, Person
from tepat.registry.numbers import REGISTRY_KEY, context

from .known import Subject

SOUND = "sound"
DAMAGED = "damaged"
SHARED = "shared"
_COLUMNS = (
    "id", "kind", "person", "family", "sealed", "index", "status", "usable", "change_set", "source_row",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of number: who bears it, where its state stands beside him, and which lists know his family."""

    name: str
    bearer: type[Person | Family]
    owner: str
    status: str
    listed: str


NIK = Kind("nik", Person, "person_id", "nik_status", "person__family__external_ids__scheme")
KK = Kind("kk", Family, "family_id", "kk_status", "family__external_ids__scheme")


def sound_index(bearer: Subject) -> str:
    """The blind index of a known person's number; blank unless the number is whole."""
    return bearer.number_index if bearer.number_status in (SOUND, SHARED) else ""


def sound_index_of(values: dict[str, Any]) -> str:
    """The same of the number that a row gives."""
    return (
        crypto.blind_index("nik", values["nik"]).hex() if values.get("nik") and _is_sound(values, NIK) else ""
    )


def _is_sound(values: dict[str, Any], kind: Kind) -> bool:
    return values.get(kind.status) in (SOUND, "generated")


def settle_anew(kind: Kind, indexes: set[str]) -> list[Any]:
    """Say anew of each whole number whether several bear it in one list; return the bearers whose state changed.

    For when numbers went or came back by a reversal; their families stand as they are in the database.
    """
    current = IdentityNumber.objects.filter(
        kind=kind.name, ended_by__isnull=True, index__in=Several(indexes), status__in=(SOUND, SHARED)
    )
    borne: dict[str, dict[tuple[Any, Any, str], set[str]]] = {}
    for number, owner, status, index, scheme in current.values_list(
        "id", kind.owner, "status", "index", kind.listed
    ):
        lists = borne.setdefault(index, {}).setdefault((number, owner, status), set())
        lists.add((scheme or "").partition(".")[0])
    changed: dict[str, list[tuple[Any, Any]]] = {SOUND: [], SHARED: []}
    for bearers in borne.values():
        for one, lists in bearers.items():
            others = [theirs for other, theirs in bearers.items() if other != one]
            shared = any(lists & theirs or "" in lists | theirs for theirs in others)
            if (status := SHARED if shared else SOUND) != one[2]:
                changed[status].append((one[0], one[1]))
    for status, rows in changed.items():
        _mark(kind, [number for number, _owner in rows], [owner for _number, owner in rows], status)
    return [owner for rows in changed.values() for _number, owner in rows]


def _mark(kind: Kind, numbers: list[Any], owners: list[Any], status: str) -> None:
    if numbers:
        IdentityNumber.objects.filter(id__in=numbers).update(usable=status == SOUND, status=status)
        bearers: QuerySet[Any] = kind.bearer._default_manager.filter(id__in=owners)
        bearers.update(**{kind.status: status})


class Numbering:
    """The numbers of one kind in one call of `apply_list_rows`; `scheme` is the list's.

    That another list has the number as well says that both speak of the same, which matching decides: shared is
    a number that one list gives to two.
    """

    def __init__(self, change_set: str, kind: Kind, scheme: str) -> None:
        self._change_set = change_set
        self._kind = kind
        self._scheme = scheme
        self._new_id = hexes().__next__
        self._sealer = crypto.sealer(crypto.data_key(REGISTRY_KEY))
        self._given: dict[str, tuple[str, Subject, str, str, str]] = {}
        self._replaced: list[str] = []
        # Whose number's state changed in the database beside the bearers written in this call.
        self.marked: set[Any] = set()

    def give(self, bearer: Subject, source_row: str, values: dict[str, Any]) -> bool:
        """Note the number that a row gives its bearer; False when it is none, or the one already known.

        `values["nik"]` is the number repaired where that is safe, else as written; `values["nik_status"]`
        says whether it is sound. For a family the same with "kk".
        """
        text = values.get(self._kind.name)
        if not text:
            return False
        index = crypto.blind_index(self._kind.name, text).hex()
        if index == bearer.number_index:
            return False
        if bearer.number_index and bearer.id not in self._given:
            self._replaced.append(bearer.id)
        bearer.number_index = index
        bearer.number_status = SOUND if _is_sound(values, self._kind) else DAMAGED
        self._given[bearer.id] = (self._new_id(), bearer, text, index, source_row)
        return True

    def settle(self, subjects: dict[str, Subject]) -> None:
        """Find the sound numbers that more than one bears; none of them stays usable.

        A bearer known from before loses the number's use at once; one of this call is written as shared.
        `subjects` are all possible bearers of the call, whose rows are written after this.
        """
        bearers: dict[str, list[Subject]] = {}
        for _, bearer, _, index, _ in self._given.values():
            if bearer.number_status == SOUND:
                bearers.setdefault(index, []).append(bearer)
        if not bearers:
            return
        borne = self._current().filter(index__in=Several(bearers), status__in=(SOUND, SHARED))
        others = [row for row in self._of_this_list(borne) if row[1].hex not in self._given]
        borne_elsewhere = {index for _, _, index in others}
        for index, sharing in bearers.items():
            if len(sharing) > 1 or index in borne_elsewhere:
                for bearer in sharing:
                    bearer.number_status = SHARED
        self._mark([number_id for number_id, _, _ in others], [owner for _, owner, _ in others], SHARED)
        for _, owner, _ in others:
            if (known := subjects.get(owner.hex)) is not None:
                known.number_status = SHARED

    def _of_this_list(self, numbers: QuerySet[IdentityNumber]) -> list[tuple[Any, Any, str]]:
        """(id, bearer, index) of the numbers whose bearer this list knows, or no list."""
        lists: dict[tuple[Any, Any, str], set[str]] = {}
        for *number, scheme in numbers.values_list("id", self._kind.owner, "index", self._kind.listed):
            lists.setdefault((number[0], number[1], number[2]), set()).add((scheme or "").partition(".")[0])
        return [number for number, schemes in lists.items() if schemes & {self._scheme, ""}]

    def _current(self) -> QuerySet[IdentityNumber]:
        return IdentityNumber.objects.filter(kind=self._kind.name, ended_by__isnull=True)

    def write(self) -> None:
        """End the replaced numbers, write the new ones, and free what only one bears now."""
        if self._replaced:
            old = self._current().filter(**{f"{self._kind.owner}__in": self._replaced})
            freed = set(old.filter(status=SHARED).values_list("index", flat=True))
            old.update(ended_by_id=self._change_set)
        rows = []
        given = self._given.values()
        tokens = self._sealer.seal_many([(context(number[0]), number[2].encode()) for number in given])
        for (number_id, bearer, _text, index, source_row), sealed in zip(given, tokens, strict=True):
            usable = bearer.number_status == SOUND
            owner = (bearer.id, None) if self._kind is NIK else (None, bearer.id)
            rows.append(
                (number_id, self._kind.name, *owner, sealed, index, bearer.number_status, usable,
                 self._change_set, source_row)
            )  # fmt: skip
        bulk.insert(IdentityNumber, _COLUMNS, rows)
        if self._replaced and freed:
            self._free(freed)

    def _free(self, indexes: set[str]) -> None:
        """Numbers that were shared and are borne by one alone again become usable."""
        current = self._current().filter(index__in=indexes, status=SHARED)
        left: dict[str, list[tuple[Any, Any]]] = {}
        for number_id, owner, index in current.values_list("id", self._kind.owner, "index"):
            left.setdefault(index, []).append((number_id, owner))
        alone = [bearers[0] for bearers in left.values() if len(bearers) == 1]
        self._mark([number_id for number_id, _ in alone], [owner for _, owner in alone], SOUND)

    def _mark(self, numbers: list[Any], owners: list[Any], status: str) -> None:
        self.marked.update(owners)
        _mark(self._kind, numbers, owners, status)
