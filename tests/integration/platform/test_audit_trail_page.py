"""The page of the trail: who may read it, what stands in it, how it is searched."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.audit import queries
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

VILLAGE = "64.08.01.2001"


@pytest.fixture
def auditor(client: Client) -> User:
    user = user_with_role("auditor", "64.08", full_name="Pak Pengawas")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("auditor", "64.08", 200),
        ("auditor", "64", 200),
        ("administrator", "64.08", 200),
        ("regency_verifier", "64.08", 403),
        ("leader", "64.08", 403),
        ("village_officer", VILLAGE, 403),
        ("enumerator", VILLAGE, 403),
    ],
)
def test_who_may_read_the_trail(client: Client, role: str, region: str, status: int) -> None:
    client.force_login(user_with_role(role, region))

    assert client.get("/jejak/").status_code == status


def test_events_are_sentences_with_who_where_and_when(client: Client, auditor: User, time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to("2031-02-03T06:05:00Z", tick=False)
    client.force_login(auditor)
    officer = user_with_role("village_officer", VILLAGE, full_name="Ibu Lestari")
    audit.record(by=officer, action="number.revealed", region=VILLAGE, detail={"kind": "nik"})

    body = client.get("/jejak/").content.decode()

    for words in ("Ibu Lestari", "membuka NIK satu orang", "Kutai Timur › Muara Ancalong › Senyiur"):
        assert words in body
    assert "3 Feb 2031, 14.05 WITA" in body


def test_an_action_nobody_described_is_still_shown(client: Client, auditor: User) -> None:
    audit.record(by=None, action="something.new", region="64.08")

    assert "melakukan something.new" in client.get("/jejak/").content.decode()


def test_nothing_of_other_regions_is_shown(client: Client, auditor: User) -> None:
    for region in ("64.02", "64", "", "63.01"):
        audit.record(by=None, action="batch.received", region=region, detail={"list": "Rahasia Tetangga"})

    assert "Rahasia Tetangga" not in client.get("/jejak/").content.decode()


def test_filters_by_kind_person_and_day(client: Client, auditor: User, time_machine) -> None:  # type: ignore[no-untyped-def]
    officer = user_with_role("village_officer", VILLAGE)
    # The first minutes of 4 February in Kutai Timur are still the third in UTC.
    for moment, who, action in [
        (datetime(2031, 2, 3, 15, 59, tzinfo=UTC), officer, "number.revealed"),
        (datetime(2031, 2, 3, 16, 1, tzinfo=UTC), None, "number.revealed"),
        (datetime(2031, 2, 3, 16, 2, tzinfo=UTC), None, "batch.unreadable"),
    ]:
        time_machine.move_to(moment, tick=False)
        audit.record(by=who, action=action, region=VILLAGE)
    time_machine.move_to(datetime(2031, 2, 4, 3, 0, tzinfo=UTC), tick=False)
    client.force_login(auditor)

    def shown(query: str) -> int:
        rows = client.get(f"/jejak/?{query}").context["rows"]
        return sum(row["event"].action in ("number.revealed", "batch.unreadable") for row in rows)

    assert shown("") == 3
    assert shown("jenis=number") == 2
    assert shown(f"siapa={officer.id}") == 1
    assert shown("dari=2031-02-04") == 2
    assert shown("sampai=2031-02-03") == 1
    assert shown("jenis=number&dari=2031-02-04&sampai=2031-02-04") == 1


def test_a_filter_that_is_none_is_said_and_loses_nothing(client: Client, auditor: User) -> None:
    answer = client.get("/jejak/?dari=31-02-2031&siapa=x&after=y")

    assert answer.status_code == 200
    assert answer.context["rows"]
    assert set(answer.context["form"].errors) == {"dari", "siapa"}


def test_pages_go_on_where_the_last_one_ended(client: Client, auditor: User) -> None:
    for n in range(queries.PAGE + 5):
        audit.record(by=None, action="batch.accepted", region="64.08", detail={"rows": n, "held": 0})

    first = client.get("/jejak/?jenis=batch")
    second = client.get(first.context["next"])

    assert len(first.context["rows"]) == queries.PAGE
    assert len(second.context["rows"]) == 5
    assert second.context["next"] == ""
    assert "menerima batch: 0 baris" in second.content.decode()


def test_the_page_asks_the_database_a_few_times_only(
    client: Client, auditor: User, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(queries.PAGE):
        audit.record(by=None, action="batch.accepted", region=VILLAGE)

    with django_assert_max_num_queries(14):
        client.get("/jejak/")
