"""An inspector's question: was the trail touched? What was done is named, whoever did it held the database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tepat.platform import audit
from tepat.platform.audit import jobs, seals, services
from tepat.platform.audit.digest import digest
from tepat.platform.audit.models import AuditChain, AuditEvent
from tepat.platform.crypto import keys
from tepat.platform.database.ids import uuid7
from tests.integration.platform.tampering import unguarded

pytestmark = pytest.mark.django_db

CHAIN = "64.08"


@pytest.fixture(autouse=True)
def own_seals(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Seals of this test alone, under the keys of all."""
    shutil.copytree(Path(settings.DATA) / "keys", tmp_path / "keys")
    settings.DATA = tmp_path
    keys.forget()
    yield tmp_path / "seals"
    keys.forget()


@pytest.fixture
def trail() -> list[AuditEvent]:
    for region in ("64.02", ""):
        audit.record(by=None, action="batch.received", region=region)
    return [audit.record(by=None, action="batch.received", region=CHAIN, detail={"n": n}) for n in range(10)]


def rewrite_from(seq: int) -> None:
    """Give every event from one on a hash that fits, and the head too, as a skilled hand would."""
    prev = AuditEvent.objects.filter(chain=CHAIN, seq=seq - 1).values_list("hash", flat=True).first() or ""
    for event in AuditEvent.objects.filter(chain=CHAIN, seq__gte=seq).order_by("seq"):
        event.prev = prev
        event.hash = prev = digest(event)
        event.save(update_fields=["prev", "hash"])
        AuditChain.objects.filter(chain=CHAIN).update(seq=event.seq, hash=event.hash)


def edit() -> None:
    AuditEvent.objects.filter(chain=CHAIN, seq=5).update(actor_name="Orang Lain")


def edit_with_its_hash() -> None:
    edit()
    event = AuditEvent.objects.get(chain=CHAIN, seq=5)
    AuditEvent.objects.filter(id=event.id).update(hash=digest(event))


def edit_the_last_with_its_hash() -> None:
    AuditEvent.objects.filter(chain=CHAIN, seq=10).update(action="batch.refused")
    event = AuditEvent.objects.get(chain=CHAIN, seq=10)
    AuditEvent.objects.filter(id=event.id).update(hash=digest(event))


def remove() -> None:
    AuditEvent.objects.filter(chain=CHAIN, seq=5).delete()


def insert() -> None:
    for event in AuditEvent.objects.filter(chain=CHAIN, seq__gte=5).order_by("-seq"):
        AuditEvent.objects.filter(id=event.id).update(seq=event.seq + 1)
    forge(5)


def append() -> None:
    forge(11)


def forge(seq: int) -> None:
    before = AuditEvent.objects.get(chain=CHAIN, seq=seq - 1)
    forged = AuditEvent(
        id=uuid7(),
        chain=CHAIN,
        seq=seq,
        at=before.at,
        action="batch.accepted",
        region_code=CHAIN,
        actor_name="Ibu Lestari",
        prev=before.hash,
    )
    forged.hash = digest(forged)
    forged.save(force_insert=True)


def cut_the_tail() -> None:
    AuditEvent.objects.filter(chain=CHAIN, seq__gt=7).delete()


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        pytest.param(edit, (5, "edited"), id="edited"),
        pytest.param(edit_with_its_hash, (5, "edited"), id="edited with its hash"),
        pytest.param(edit_the_last_with_its_hash, (10, "edited"), id="the last edited with its hash"),
        pytest.param(remove, (5, "removed"), id="removed"),
        pytest.param(insert, (5, "inserted"), id="inserted"),
        pytest.param(append, (11, "inserted"), id="appended"),
        pytest.param(cut_the_tail, (8, "removed"), id="the tail cut"),
    ],
)
def test_what_was_done_is_named(
    trail: list[AuditEvent], tamper: Callable[[], None], found: tuple[int, str]
) -> None:
    with unguarded():
        tamper()

    problems = audit.verify()

    assert [(one.chain, one.seq, one.kind) for one in problems] == [(CHAIN, *found)]
    assert f"nomor {found[0]}" in problems[0].sentence
    assert audit.verify("64.02") == []


def test_an_untouched_trail_is_whole(trail: list[AuditEvent]) -> None:
    services.seal(by=None)
    audit.record(by=None, action="batch.accepted", region=CHAIN)
    services.seal(by=None)

    assert audit.verify() == []
    assert audit.verify("64.08.01.2001") == []


def test_a_tail_cut_with_its_head_is_found_by_the_seal(trail: list[AuditEvent]) -> None:
    services.seal(by=None)
    with unguarded():
        cut_the_tail()
        last = AuditEvent.objects.get(chain=CHAIN, seq=7)
        AuditChain.objects.filter(chain=CHAIN).update(seq=7, hash=last.hash)

    problems = audit.verify(CHAIN)

    assert [(one.seq, one.kind) for one in problems] == [(8, "removed")]
    assert problems[0].sentence == "Rantai 64.08: peristiwa nomor 8 sampai 10 dihapus."


def test_a_chain_written_anew_is_found_by_the_seal(trail: list[AuditEvent]) -> None:
    services.seal(by=None)
    audit.record(by=None, action="batch.accepted", region=CHAIN)
    audit.record(by=None, action="batch.accepted", region=CHAIN)
    services.seal(by=None)
    with unguarded():
        AuditEvent.objects.filter(chain=CHAIN, seq=11).update(action="batch.refused")
        rewrite_from(11)

    problems = audit.verify(CHAIN)

    assert [(one.seq, one.kind) for one in problems] == [(11, "edited")]
    assert "nomor 11 sampai 12" in problems[0].sentence


def test_a_whole_chain_removed_is_found_by_the_seal(trail: list[AuditEvent]) -> None:
    services.seal(by=None)
    with unguarded():
        AuditEvent.objects.filter(chain=CHAIN).delete()
        AuditChain.objects.filter(chain=CHAIN).delete()

    assert [(one.chain, one.seq, one.kind) for one in audit.verify()] == [(CHAIN, 1, "removed")]


def test_seals_are_numbered_and_told_on_the_trail(trail: list[AuditEvent], own_seals: Path) -> None:
    first, second = services.seal(by=None), services.seal(by=None)

    assert (first.n, second.n, second.prev) == (1, 2, first.mac)
    assert first.heads[CHAIN] == (10, trail[-1].hash)
    assert AuditEvent.objects.filter(action="audit.sealed").count() == 2
    (file,) = own_seals.glob("*.jsonl")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        pytest.param(lambda lines: [lines[0], lines[1].replace('"n":2', '"n":5'), lines[2]], (2, "edited")),
        pytest.param(lambda lines: [lines[0], "bukan segel", lines[2]], (2, "edited")),
        pytest.param(lambda lines: [lines[0], lines[2]], (2, "removed")),
        pytest.param(lambda lines: lines[:2], (3, "removed")),
        pytest.param(lambda lines: [], (1, "removed")),
    ],
)
def test_seals_that_were_touched_are_named(
    trail: list[AuditEvent],
    own_seals: Path,
    tamper: Callable[[list[str]], list[str]],
    found: tuple[int, str],
) -> None:
    for _ in range(3):
        services.seal(by=None)
    (file,) = own_seals.glob("*.jsonl")
    file.write_text("".join(f"{line}\n" for line in tamper(file.read_text().splitlines())))

    problems = [(one.seq, one.kind) for one in audit.verify() if one.chain == "seal"]

    assert problems[0] == found


def test_a_seal_made_without_the_key_is_not_believed(trail: list[AuditEvent], own_seals: Path) -> None:
    services.seal(by=None)
    kept = own_seals.parent / "keys" / "index.key"
    genuine = kept.read_text()
    kept.write_text("A" * 43 + "=\n")
    keys.forget()
    services.seal(by=None)
    kept.write_text(genuine)
    keys.forget()

    assert [(one.chain, one.seq, one.kind) for one in audit.verify()] == [("seal", 2, "edited")]
    assert [sound for _seal, sound in seals.read()] == [True, False]


def test_the_worker_seals_once_a_day(trail: list[AuditEvent], time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to("2031-02-05T01:00:00Z", tick=False)
    jobs.seal_when_due()
    jobs.seal_when_due()
    assert seals_told() == 1

    time_machine.move_to("2031-02-06T01:00:00Z", tick=False)
    jobs.seal_when_due()

    assert seals_told() == 2
    assert audit.verify() == []


def seals_told() -> int:
    return AuditEvent.objects.filter(action="audit.sealed").count()


def test_nothing_happened_needs_no_seal() -> None:
    jobs.seal_when_due()

    assert seals_told() == 0
    assert audit.verify() == []


def test_the_triggers_are_there() -> None:
    """The tests above set them aside; a database without them is not guarded."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_auditevent'"
            )
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid='audit_auditevent'::regclass AND NOT tgisinternal"
            )
        assert len(cursor.fetchall()) == 2
