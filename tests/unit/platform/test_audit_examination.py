"""What was done to a chain of events is named exactly, from the events alone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tepat.platform.audit.digest import digest
from tepat.platform.audit.examination import Examination, Fault
from tepat.platform.database.ids import uuid7


@dataclass
class Event:
    """An event without a database."""

    seq: int
    prev: str = ""
    hash: str = ""
    action: str = "batch.accepted"
    id: UUID = field(default_factory=uuid7)
    chain: str = "64.08"
    at: datetime = datetime(2024, 2, 3, 6, 5, tzinfo=UTC)
    region_code: str = "64.08"
    actor_id: UUID | None = None
    actor_name: str = "Sistem"
    via: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    detail_text: str = "{}"
    request_id: str = ""
    ip: str = ""


def chained(length: int) -> list[Event]:
    events: list[Event] = []
    for seq in range(1, length + 1):
        event = Event(seq, prev=events[-1].hash if events else "")
        event.hash = digest(event)
        events.append(event)
    return events


def faults(events: list[Event]) -> list[Fault]:
    examination = Examination()
    assert list(examination.read(events)) == events
    return examination.faults


def edit(events: list[Event]) -> None:
    events[4] = replace(events[4], action="batch.refused")


def edit_with_its_hash(events: list[Event]) -> None:
    edit(events)
    events[4].hash = digest(events[4])


def edit_the_first_with_its_hash(events: list[Event]) -> None:
    events[0] = replace(events[0], actor_name="Orang Lain")
    events[0].hash = digest(events[0])


def unlink(events: list[Event]) -> None:
    events[4] = replace(events[4], prev="0" * 64)


def remove(events: list[Event]) -> None:
    del events[4]


def remove_three(events: list[Event]) -> None:
    del events[4:7]


def remove_and_close_up(events: list[Event]) -> None:
    del events[4]
    renumber(events)


def insert_and_move_up(events: list[Event]) -> None:
    forged = Event(5, prev=events[3].hash, action="number.revealed")
    forged.hash = digest(forged)
    events.insert(4, forged)
    renumber(events)


def insert_under_a_number_twice(events: list[Event]) -> None:
    forged = Event(5, prev=events[3].hash, action="number.revealed")
    forged.hash = digest(forged)
    events.insert(5, forged)


def insert_before_its_double(events: list[Event]) -> None:
    forged = Event(5, prev=events[3].hash, action="number.revealed")
    forged.hash = digest(forged)
    events.insert(4, forged)


def swap(events: list[Event]) -> None:
    events[4], events[5] = events[5], events[4]
    renumber(events)


def renumber(events: list[Event]) -> None:
    for seq, event in enumerate(events, 1):
        event.seq = seq


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        pytest.param(edit, [Fault(5, "edited")], id="edited"),
        pytest.param(edit_with_its_hash, [Fault(5, "edited")], id="edited with its hash"),
        pytest.param(edit_the_first_with_its_hash, [Fault(1, "edited")], id="the first edited"),
        pytest.param(unlink, [Fault(5, "edited")], id="its link edited"),
        pytest.param(remove, [Fault(5, "removed", 5)], id="removed"),
        pytest.param(remove_three, [Fault(5, "removed", 7)], id="three removed"),
        pytest.param(remove_and_close_up, [Fault(5, "removed", 5)], id="removed, numbers closed up"),
        pytest.param(insert_and_move_up, [Fault(5, "inserted")], id="inserted, numbers moved up"),
        pytest.param(insert_under_a_number_twice, [Fault(5, "inserted")], id="inserted after its double"),
        pytest.param(insert_before_its_double, [Fault(5, "inserted")], id="inserted before its double"),
        pytest.param(swap, [Fault(5, "reordered"), Fault(6, "reordered")], id="swapped"),
    ],
)
def test_what_was_done_is_named(tamper: Callable[[list[Event]], None], found: list[Fault]) -> None:
    events = chained(10)

    tamper(events)

    assert faults(events) == found


@pytest.mark.parametrize("length", [0, 1, 2, 50])
def test_a_whole_chain_has_no_fault(length: int) -> None:
    assert faults(chained(length)) == []


def test_two_things_done_are_both_named() -> None:
    events = chained(20)

    edit(events)
    del events[14]

    assert faults(events) == [Fault(5, "edited"), Fault(15, "removed", 15)]


def test_any_field_changes_the_hash() -> None:
    event = chained(1)[0]
    others = {
        "id": uuid7(),
        "chain": "64.02",
        "seq": 2,
        "at": datetime(2024, 2, 4, tzinfo=UTC),
        "action": "x.y",
        "region_code": "64.08.01",
        "actor_id": uuid7(),
        "actor_name": "A",
        "via": "web",
        "subject_kind": "batch",
        "subject_id": "1",
        "detail_text": '{"a":1}',
        "request_id": "r",
        "ip": "10.0.0.1",
        "prev": "1",
    }

    hashes = {digest(replace(event, **{name: value})) for name, value in others.items()}  # type: ignore[arg-type]

    assert len(hashes | {event.hash}) == len(others) + 1
