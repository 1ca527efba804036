"""Which decisions a batch takes in which state, and what it says to one that comes too late."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tepat.intake import services
from tepat.intake.models import Batch
from tepat.intake.transitions import ACTS, TransitionRefused, possible
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tests.factories.batches import checked_batch
from tests.factories.lasting import for_the_module
from tests.factories.lists import PERIAN, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _accept(by: User, batch: Batch) -> Any:
    return services.accept_batch(by=by, batch=batch)


def _refuse(by: User, batch: Batch) -> Any:
    return services.refuse_batch(by=by, batch=batch, reason="Berkas keliru")


def _refuse_held(by: User, batch: Batch) -> Any:
    return services.refuse_batch(by=by, batch=batch, reason="Bukan warga sini", only_held=True)


DECISIONS: dict[str, Callable[[User, Batch], Any]] = {
    "accept": _accept,
    "refuse": _refuse,
    "refuse_held": _refuse_held,
}


# What a batch of two sound rows and a held one must hold in a state, where that is not as it was checked.
COUNTS = {
    "accepted": {"pending": 0, "accepted": 2},
    "refused": {"pending": 0, "held": 0, "refused": 3},
    "withdrawn": {"pending": 0, "held": 0, "withdrawn": 3},
}


@pytest.fixture(scope="module")
def waiting(django_db_setup: None, django_db_blocker: Any) -> Iterator[Batch]:
    """A checked batch of two sound rows and a held one."""
    with for_the_module(django_db_blocker):
        yield checked_batch(files([family(1)], [head(1), head(2, region=PERIAN)]))


@pytest.mark.parametrize("state", Batch.State.values)
@pytest.mark.parametrize("act", DECISIONS)
def test_the_table_of_transitions_is_the_whole_rule(act: str, state: str, waiting: Batch) -> None:
    officer = user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna")
    batch = Batch.objects.get(id=waiting.id)
    Batch.objects.filter(id=batch.id).update(state=state, **COUNTS.get(state, {}))
    batch.refresh_from_db()
    events = AuditEvent.objects.count()

    if state in ACTS[act].before:
        assert act in possible(batch)
        DECISIONS[act](officer, batch)
        return
    with pytest.raises(TransitionRefused) as refused:
        DECISIONS[act](officer, batch)

    assert act not in possible(batch)
    assert str(Batch.State(state).label) in str(refused.value)
    assert str(refused.value).endswith(".")
    batch.refresh_from_db()
    assert batch.state == state
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("only_held", [False, True], ids=["batch", "held"])
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_refusal_needs_a_reason(only_held: bool, reason: str) -> None:
    batch = checked_batch(files([family(1)], [head(1, person_key="")]))

    with pytest.raises(TransitionRefused, match="Alasan belum diisi"):
        services.refuse_batch(by=User.objects.system(), batch=batch, reason=reason, only_held=only_held)

    batch.refresh_from_db()
    assert (batch.state, batch.pending, batch.held, batch.refused) == ("checked", 1, 1, 0)


def test_a_batch_with_nothing_pending_is_not_accepted() -> None:
    batch = checked_batch(files([family(1, region=PERIAN)]))

    with pytest.raises(TransitionRefused, match="Tidak ada baris yang siap"):
        _accept(User.objects.system(), batch)


def test_the_second_officer_reads_who_was_quicker() -> None:
    first = user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna")
    second = user_with_role("regency_verifier", "64.08", full_name="Pak Budi")
    batch = checked_batch(files([family(1)]))
    _accept(first, batch)

    with pytest.raises(TransitionRefused, match="Ibu Ratna"):
        _accept(second, batch)

    batch.refresh_from_db()
    assert batch.decided_by == first


def test_refusing_held_rows_where_none_is_held_refuses_none() -> None:
    batch = checked_batch(files([family(1)]))

    with pytest.raises(TransitionRefused, match="Tidak ada baris tertahan"):
        services.refuse_batch(by=User.objects.system(), batch=batch, reason="Tidak ada", only_held=True)

    batch.refresh_from_db()
    assert (batch.pending, batch.refused) == (1, 0)


def test_a_decision_and_its_audit_event_are_one() -> None:
    officer = user_with_role("regency_verifier", "64.08")
    batch = checked_batch(files([family(1)], [head(1, person_key="")]))

    _refuse_held(officer, batch)
    _accept(officer, batch)

    events = AuditEvent.objects.filter(actor=officer, subject_id=str(batch.id)).order_by("seq")
    assert [(event.action, event.detail) for event in events] == [
        ("batch.held_rows_refused", {"rows": 1}),
        ("batch.accepted", {"rows": 1, "held": 0}),
    ]
