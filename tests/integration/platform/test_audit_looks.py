"""Looks at personal data: kept beside the chain, once in ten minutes, sealed by the hour, forgotten by rule."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.audit import look_seals, services
from tepat.platform.audit.jobs import forget_looks_when_due, seal_looks_when_due
from tepat.platform.audit.models import AuditEvent, Look
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
VILLAGE, OTHER = "64.08.01.2001", "64.02.01.2001"
MORNING = datetime(2026, 3, 4, 8, 3, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08")


def _look(by: User, **changes: object) -> None:
    audit.looked(**{"by": by, "page": "families.listed", "region": "64.08", "shown": {VILLAGE: 3}, **changes})  # type: ignore[arg-type]  # a look as the test wants it


def test_the_same_page_within_ten_minutes_is_one_look(officer: User, clock: time_machine.Traveller) -> None:
    for minutes, filters in ((0, {"desil": 1}), (5, {"desil": 1}), (6, {"desil": 2}), (10, {"desil": 1})):
        clock.move_to(MORNING + timedelta(minutes=minutes))
        _look(officer, filters=filters)
    _look(user_with_role("district_officer", "64.08.01"), filters={"desil": 1})

    kept = Look.objects.order_by("at", "actor_name")
    assert [(one.at.minute, one.detail["filters"]) for one in kept] == [
        (3, {"desil": 1}), (9, {"desil": 2}), (13, {"desil": 1}), (13, {"desil": 1}),
    ]  # fmt: skip


def test_no_name_and_no_number_is_kept_and_another_search_is_another_look(
    officer: User, clock: time_machine.Traveller
) -> None:
    for text in ("SITI AMINAH", "BUDI HARTONO"):
        _look(officer, searched=text, filters={"wilayah": "9908010101990001"})

    first, second = Look.objects.all()
    assert first.detail == second.detail
    assert first.detail == {"filters": {"wilayah": "[nomor]"}, "shown": {VILLAGE: 3}, "words": 2}
    with pytest.raises(ValueError, match="head_name"):
        _look(officer, filters={"head_name": "SITI"})


def test_each_regency_has_its_own_look_and_an_empty_page_none(officer: User) -> None:
    _look(officer, region="64", shown={VILLAGE: 3, OTHER: 2})
    _look(officer, shown={VILLAGE: 0})

    assert [(one.chain, one.region_code, one.families) for one in Look.objects.order_by("chain")] == [
        ("64.02", "64.02", 2), ("64.08", "64.08", 3),
    ]  # fmt: skip


def test_hours_that_are_over_are_sealed_once_and_a_change_shows(
    officer: User, clock: time_machine.Traveller
) -> None:
    _look(officer)
    seal_looks_when_due()
    assert not AuditEvent.objects.filter(action="looks.sealed").exists()

    clock.move_to(MORNING + timedelta(hours=1, minutes=10))
    _look(officer)
    seal_looks_when_due()
    seal_looks_when_due()
    clock.move_to(MORNING + timedelta(hours=2, minutes=10))
    seal_looks_when_due()

    told = [event.detail for event in AuditEvent.objects.filter(action="looks.sealed").order_by("seq")]
    assert [(one["count"], one["until"][11:16]) for one in told] == [(1, "09:00"), (1, "10:00")]
    assert told[1]["from"] == told[0]["until"]
    assert audit.verify() == []

    _look(officer, page="claims.listed")
    assert audit.verify() == []  # of an hour that is not over
    late = Look.objects.get(page="claims.listed")
    late.at, late.key = MORNING, "0" * 32
    late.save(force_insert=True)
    assert [(one.chain, one.kind) for one in audit.verify("64.08")] == [("64.08", "inserted")]
    Look.objects.filter(at=MORNING).delete()
    (problem,) = audit.verify()
    assert (problem.kind, problem.sentence) == (
        "removed", "Rantai 64.08: 1 catatan pembacaan sampai 2026-03-04T09:00+00:00 dihapus.",
    )  # fmt: skip


def test_a_look_cannot_be_changed(officer: User) -> None:
    _look(officer)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Look.objects.update(actor_name="SIAPA SAJA")
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor_name FROM audit_look")
        assert cursor.fetchone()[0] == officer.full_name


def test_old_looks_are_forgotten_and_the_rest_stays_proven(
    officer: User, clock: time_machine.Traveller
) -> None:
    _look(officer)
    clock.move_to(MORNING + timedelta(hours=2))
    _look(officer)
    seal_looks_when_due()
    years = timedelta(days=366 * look_seals.rule().years)

    clock.move_to(MORNING + years)
    forget_looks_when_due()

    assert [one.at for one in Look.objects.all()] == [MORNING + timedelta(hours=2)]  # not sealed, so not gone
    seal_looks_when_due()
    clock.move_to(MORNING + 2 * years)
    assert services.forget_looks(by=None) == 1
    forget_looks_when_due()
    told = AuditEvent.objects.filter(action="looks.forgotten")
    assert [(one.detail["count"], one.detail["years"]) for one in told] == [(1, 2), (1, 2)]
    assert audit.verify() == []
