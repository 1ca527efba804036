"""Two officers decide on one batch at the same moment, each on a connection of his own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tepat.intake import services
from tepat.intake.models import Batch
from tepat.intake.transitions import TransitionRefused
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tepat.registry.models import ChangeSet
from tests.factories import places
from tests.factories.batches import checked_batch
from tests.factories.lists import whole
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(acts: list[Callable[[], Any]]) -> list[Exception | None]:
    """What each act raised; all begin together."""
    raised: list[Exception | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def work(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            act()
        except Exception as trouble:
            raised[number] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def _arranged() -> tuple[Batch, list[User]]:
    places.load()
    officers = [user_with_role("regency_verifier", "64.08", full_name=name) for name in ("Ratna", "Budi")]
    return checked_batch(whole(3)), officers


def test_exactly_one_accepts_and_the_other_gets_a_sentence() -> None:
    batch, officers = _arranged()

    raised = _at_once(
        [lambda one=one: services.accept_batch(by=one, batch=batch) for one in (*officers, *officers)]
    )

    refused = [trouble for trouble in raised if trouble is not None]
    assert [type(trouble) for trouble in refused] == [TransitionRefused] * 3
    batch.refresh_from_db()
    assert batch.decided_by is not None
    assert all(batch.decided_by.full_name in str(trouble) for trouble in refused)
    assert (ChangeSet.objects.count(), Job.objects.filter(name="intake.accept_batch").count()) == (1, 1)


def test_of_accepting_and_refusing_exactly_one_happens() -> None:
    batch, (one, other) = _arranged()

    raised = _at_once(
        [
            lambda: services.accept_batch(by=one, batch=batch),
            lambda: services.refuse_batch(by=other, batch=batch, reason="Berkas lama"),
        ]
    )

    assert sorted(type(trouble).__name__ for trouble in raised) == ["NoneType", "TransitionRefused"]
    batch.refresh_from_db()
    accepted = raised[0] is None
    assert batch.state == ("accepting" if accepted else "refused")
    assert (batch.pending, batch.refused) == ((9, 0) if accepted else (0, 9))
    assert ChangeSet.objects.count() == int(accepted)
