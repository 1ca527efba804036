"""Adding to the trail: in order, in its region's chain, without personal numbers, and never changed again."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tepat.platform import audit
from tepat.platform.audit.context import surroundings
from tepat.platform.audit.models import AuditChain, AuditEvent
from tests.factories.people import user_with_role

VILLAGE = "64.08.01.2001"


def _change(event: AuditEvent) -> None:
    AuditEvent.objects.filter(id=event.id).update(action="x.y")


def _remove(event: AuditEvent) -> None:
    event.delete()


def _empty(event: AuditEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditevent")


@transaction.atomic
def _act_and_fail() -> None:
    audit.record(by=None, action="batch.accepted", region="64.08")
    raise RuntimeError


@pytest.mark.django_db
def test_events_follow_on_each_other_within_a_regency() -> None:
    first = audit.record(by=None, action="batch.received", region="64.08")
    other = audit.record(by=None, action="batch.received", region="64.02")
    second = audit.record(by=None, action="number.revealed", region=VILLAGE, subject=("person", 7))

    assert (first.chain, first.seq, first.prev) == ("64.08", 1, "")
    assert (second.chain, second.seq, second.prev) == ("64.08", 2, first.hash)
    assert (other.chain, other.seq, other.prev) == ("64.02", 1, "")
    assert (second.region_code, second.subject_kind, second.subject_id) == (VILLAGE, "person", "7")
    head = AuditChain.objects.get(chain="64.08")
    assert (head.seq, head.hash) == (2, second.hash)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("region", "chain"), [("", ""), ("64", "64"), ("64.08", "64.08"), (VILLAGE, "64.08")]
)
def test_the_chain_is_the_regencys(region: str, chain: str) -> None:
    assert audit.record(by=None, action="a.b", region=region).chain == chain


@pytest.mark.django_db
@pytest.mark.usefixtures("regions")
def test_who_acted_is_kept_by_name() -> None:
    user = user_with_role("village_officer", VILLAGE, full_name="Ibu Lestari")

    with surroundings(request_id="r1", ip="10.0.0.7", via="web"):
        event = audit.record(by=user, action="a.b", region=VILLAGE)
    alone = audit.record(by=None, action="a.b", region=VILLAGE)

    assert (event.actor, event.actor_name, event.ip, event.via) == (user, "Ibu Lestari", "10.0.0.7", "web")
    assert (alone.actor, alone.actor_name, alone.ip) == (None, "Sistem", "")


@pytest.mark.django_db
def test_a_number_typed_into_a_reason_does_not_enter_the_trail() -> None:
    typed = {"reason": "NIK 9908011402900001 salah", "deep": [{"x": 9908011402900001}], "rows": 12}

    event = audit.record(by=None, action="batch.refused", region="64.08", detail=typed)

    assert event.detail == {"reason": "NIK [nomor] salah", "deep": [{"x": "[nomor]"}], "rows": 12}
    assert audit.verify("64.08") == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["nik", "no_kk", "head_name"])
def test_a_detail_that_names_a_person_is_a_mistake_of_ours(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        audit.record(by=None, action="a.b", detail={key: "x"})


@pytest.mark.django_db
def test_a_region_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="region code"):
        audit.record(by=None, action="a.b", region="6408")


@pytest.mark.django_db
@pytest.mark.parametrize("act", [_change, _remove, _empty])
def test_the_database_refuses_to_change_or_remove_an_event(act: Callable[[AuditEvent], None]) -> None:
    event = audit.record(by=None, action="batch.accepted", region="64.08")

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        act(event)

    assert AuditEvent.objects.get(id=event.id).action == "batch.accepted"


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_event() -> None:
    with pytest.raises(RuntimeError):
        _act_and_fail()

    again = audit.record(by=None, action="batch.accepted", region="64.08")

    assert again.seq == 1
    assert audit.verify("64.08") == []


@pytest.mark.django_db(transaction=True)
def test_many_at_once_keep_one_order() -> None:
    faults: list[BaseException] = []
    start = threading.Barrier(4)

    def act() -> None:
        try:
            start.wait()
            for _ in range(10):
                with transaction.atomic():
                    audit.record(by=None, action="batch.accepted", region="64.08")
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not faults
    assert sorted(AuditEvent.objects.values_list("seq", flat=True)) == list(range(1, 41))
    assert audit.verify() == []
