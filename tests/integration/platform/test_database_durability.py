"""Steps do not wait for the disk, what comes after them does, whatever became of them."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from tepat.platform.database.durability import on_disk_with_the_next

pytestmark = pytest.mark.django_db(transaction=True)
SETTING = {"postgresql": "SHOW synchronous_commit", "sqlite": "PRAGMA synchronous"}
FULL = {"postgresql": "on", "sqlite": 2}
LESS = {"postgresql": "off", "sqlite": 1}


@pytest.fixture(autouse=True)
def _waits_for_the_disk() -> Iterator[None]:
    """As in use; other tests never wait."""
    _run(
        {"postgresql": "SET synchronous_commit = on", "sqlite": "PRAGMA synchronous = FULL"}[
            connection.vendor
        ]
    )
    yield
    connection.close()


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _waits() -> object:
    with connection.cursor() as cursor:
        cursor.execute(SETTING[connection.vendor])
        return cursor.fetchone()[0]


def test_steps_do_not_wait_and_what_follows_does() -> None:
    with on_disk_with_the_next(), transaction.atomic():
        during = _waits()

    assert during == LESS[connection.vendor]
    assert _waits() == FULL[connection.vendor]


def test_what_follows_a_fault_waits() -> None:
    with pytest.raises(RuntimeError), on_disk_with_the_next():
        raise RuntimeError

    assert _waits() == FULL[connection.vendor]


def test_what_follows_a_lost_connection_waits() -> None:
    with on_disk_with_the_next():
        connection.close()

    assert _waits() == FULL[connection.vendor]


def test_a_transaction_under_way_waits_as_it_was_to() -> None:
    with transaction.atomic(), on_disk_with_the_next():
        during = _waits()

    assert during == FULL[connection.vendor]
