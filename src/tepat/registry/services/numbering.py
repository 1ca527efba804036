"""Numbers given to people: kept as given, sealed, and usable only while one person alone bears them."""

from typing import Any

from tepat.platform import crypto
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.registry.models import IdentityNumber, Person
from tepat.registry.numbers import REGISTRY_KEY, context

from .known import Subject

SOUND = "sound"
DAMAGED = "damaged"
SHARED = "shared"
_COLUMNS = (
    "id", "kind", "person", "sealed", "index", "status", "usable", "change_set", "source_row",
)  # fmt: skip


def sound_index(person: Subject) -> str:
    """The blind index of a known person's number; blank unless the number is whole."""
    return person.number_index if person.number_status in (SOUND, SHARED) else ""


def sound_index_of(values: dict[str, Any]) -> str:
    """The same of the number that a row gives."""
    return crypto.blind_index("nik", values["nik"]).hex() if values.get("nik") and _is_sound(values) else ""


def _is_sound(values: dict[str, Any]) -> bool:
    return values.get("nik_status") in (SOUND, "generated")


class Numbering:
    """The numbers of one call of `apply_list_rows`."""

    def __init__(self, change_set: str) -> None:
        self._change_set = change_set
        self._new_id = hexes().__next__
        self._sealer = crypto.sealer(crypto.data_key(REGISTRY_KEY))
        self._given: dict[str, tuple[str, Subject, str, str, str]] = {}
        self._replaced: list[str] = []

    def give(self, person: Subject, source_row: str, values: dict[str, Any]) -> bool:
        """Note the number that a row gives a person; False when it is none, or the one already known.

        `values["nik"]` is the number repaired where that is safe, else as written; `values["nik_status"]`
        says whether it is sound.
        """
        text = values.get("nik")
        if not text:
            return False
        index = crypto.blind_index("nik", text).hex()
        if index == person.number_index:
            return False
        if person.number_index and person.id not in self._given:
            self._replaced.append(person.id)
        person.number_index = index
        person.number_status = SOUND if _is_sound(values) else DAMAGED
        self._given[person.id] = (self._new_id(), person, text, index, source_row)
        return True

    def settle(self, people: dict[str, Subject]) -> None:
        """Find the sound numbers that more than one person bears; none of them stays usable.

        A bearer known from before loses the number's use at once; one of this call is written as shared.
        `people` are all people of the call, whose rows are written after this.
        """
        bearers: dict[str, list[Subject]] = {}
        for _, person, _, index, _ in self._given.values():
            if person.number_status == SOUND:
                bearers.setdefault(index, []).append(person)
        borne = IdentityNumber.objects.filter(
            index__in=bearers, ended_by__isnull=True, status__in=(SOUND, SHARED)
        )
        others = [
            row for row in borne.values_list("id", "person_id", "index") if row[1].hex not in self._given
        ]
        borne_elsewhere = {index for _, _, index in others}
        for index, subjects in bearers.items():
            if len(subjects) > 1 or index in borne_elsewhere:
                for person in subjects:
                    person.number_status = SHARED
        self._mark([number_id for number_id, _, _ in others], [person for _, person, _ in others], SHARED)
        for _, person_id, _ in others:
            if (bearer := people.get(person_id.hex)) is not None:
                bearer.number_status = SHARED

    def write(self) -> None:
        """End the replaced numbers, write the new ones, and free what only one person bears now."""
        if self._replaced:
            old = IdentityNumber.objects.filter(person_id__in=self._replaced, ended_by__isnull=True)
            freed = set(old.filter(status=SHARED).values_list("index", flat=True))
            old.update(ended_by_id=self._change_set)
        rows = []
        for number_id, person, text, index, source_row in self._given.values():
            sealed = self._sealer.seal(context(number_id), text.encode())
            usable = person.number_status == SOUND
            rows.append(
                (number_id, "nik", person.id, sealed, index, person.number_status, usable,
                 self._change_set, source_row)
            )  # fmt: skip
        bulk.insert(IdentityNumber, _COLUMNS, rows)
        if self._replaced and freed:
            self._free(freed)

    def _free(self, indexes: set[str]) -> None:
        """Numbers that were shared and are borne by one person alone again become usable."""
        current = IdentityNumber.objects.filter(index__in=indexes, ended_by__isnull=True, status=SHARED)
        left: dict[str, list[tuple[Any, Any]]] = {}
        for number_id, person_id, index in current.values_list("id", "person_id", "index"):
            left.setdefault(index, []).append((number_id, person_id))
        alone = [bearers[0] for bearers in left.values() if len(bearers) == 1]
        self._mark([number_id for number_id, _ in alone], [person_id for _, person_id in alone], SOUND)

    @staticmethod
    def _mark(numbers: list[Any], people: list[Any], status: str) -> None:
        if numbers:
            IdentityNumber.objects.filter(id__in=numbers).update(usable=status == SOUND, status=status)
            Person.objects.filter(id__in=people).update(nik_status=status)
