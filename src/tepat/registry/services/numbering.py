"""Numbers given to people: kept as given, sealed, and usable only while one person alone bears them."""

from typing import Any

from tepat.platform import crypto
from tepat.platform.database import bulk
from tepat.platform.database.ids import uuid7_hex
from tepat.registry.models import IdentityNumber, Person
from tepat.registry.numbers import REGISTRY_KEY, context

from .known import Subject

SOUND = "sound"
DAMAGED = "damaged"
SHARED = "shared"
_COLUMNS = (
    "id", "kind", "person", "sealed", "index", "status", "usable", "change_set", "source_row",
)  # fmt: skip


class Numbering:
    """The numbers of one call of `apply_list_rows`."""

    def __init__(self, change_set: str) -> None:
        self._change_set = change_set
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
        person.number_status = SOUND if values.get("nik_status") in (SOUND, "generated") else DAMAGED
        self._given[person.id] = (uuid7_hex(), person, text, index, source_row)
        return True

    def settle(self, people: dict[str, Subject]) -> None:
        """Find the sound numbers that more than one person bears; none of them stays usable.

        A bearer known from before loses the number's use at once; one of this call is written as shared.
        """
        bearers: dict[str, list[Subject]] = {}
        for _, person, _, index, _ in self._given.values():
            if person.number_status == SOUND:
                bearers.setdefault(index, []).append(person)
        others = IdentityNumber.objects.filter(
            index__in=bearers, ended_by__isnull=True, status__in=(SOUND, SHARED)
        ).exclude(person_id__in=self._given)
        known = list(others.values_list("id", "person_id", "index"))
        for _, person_id, index in known:
            for person in bearers[index]:
                if person.id != person_id.hex:
                    person.number_status = SHARED
        for subjects in bearers.values():
            if len(subjects) > 1:
                for person in subjects:
                    person.number_status = SHARED
        if known:
            IdentityNumber.objects.filter(id__in=[row[0] for row in known]).update(
                usable=False, status=SHARED
            )
            Person.objects.filter(id__in=[row[1] for row in known]).update(nik_status=SHARED)
            for _, person_id, _ in known:
                if (person_seen := people.get(person_id.hex)) is not None:
                    person_seen.number_status = SHARED

    def write(self) -> None:
        """End the replaced numbers and write the new ones."""
        if self._replaced:
            IdentityNumber.objects.filter(person_id__in=self._replaced, ended_by__isnull=True).update(
                ended_by_id=self._change_set
            )
        rows = []
        for number_id, person, text, index, source_row in self._given.values():
            sealed = self._sealer.seal(context(number_id), text.encode())
            usable = person.number_status == SOUND
            rows.append(
                (number_id, "nik", person.id, sealed, index, person.number_status, usable,
                 self._change_set, source_row)
            )  # fmt: skip
        bulk.insert(IdentityNumber, _COLUMNS, rows)
