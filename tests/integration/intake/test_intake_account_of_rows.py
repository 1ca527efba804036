"""The account of a batch: rows in = pending + accepted + held + refused at every stage, and in the rows themselves."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from tepat.intake import services
from tepat.intake.models import Batch, BatchRow, Refusal
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.registry.models import Family, Person
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import child, family, files, head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

# Five rows that may go in, one without a key.
FIVE_AND_ONE = files([family(1), family(2), family(3, family_key="")], [head(1), head(2), child(21, 2)])


def account(batch: Batch) -> dict[str, int]:
    """The counts on the batch, which must also be those of its rows."""
    batch.refresh_from_db()
    counted = {name: getattr(batch, name) for name in ("pending", "accepted", "held", "refused")}
    by_state = Counter(BatchRow.objects.filter(batch=batch).values_list("state", flat=True))
    assert sum(counted.values()) == batch.rows_in
    assert {name: by_state[name] for name in counted} == counted
    return {name: count for name, count in counted.items() if count}


def test_it_adds_up_from_the_upload_to_the_last_decision() -> None:
    by = User.objects.system()

    batch = checked_batch(FIVE_AND_ONE)
    assert (batch.rows_in, account(batch)) == (6, {"pending": 5, "held": 1})

    job = services.accept_batch(by=by, batch=batch)
    assert account(batch) == {"pending": 5, "held": 1}

    jobs.run_now(job)
    assert account(batch) == {"accepted": 5, "held": 1}
    assert batch.state == "accepted"

    services.refuse_batch(by=by, batch=batch, reason="Bukan warga kabupaten ini", only_held=True)
    assert account(batch) == {"accepted": 5, "refused": 1}


def test_it_adds_up_when_held_rows_are_refused_first() -> None:
    by = User.objects.system()
    batch = checked_batch(FIVE_AND_ONE)

    services.refuse_batch(by=by, batch=batch, reason="Tanpa kunci", only_held=True)
    assert account(batch) == {"pending": 5, "refused": 1}

    jobs.run_now(services.accept_batch(by=by, batch=batch))
    assert account(batch) == {"accepted": 5, "refused": 1}


def test_a_refused_batch_refuses_every_row() -> None:
    batch = checked_batch(FIVE_AND_ONE)

    services.refuse_batch(by=User.objects.system(), batch=batch, reason="Berkas lama")

    assert account(batch) == {"refused": 6}
    assert batch.state == "refused"
    assert list(Refusal.objects.values_list("batch", "rows", "reason")) == [(batch.id, 6, "Berkas lama")]


def test_families_and_persons_are_those_that_may_go_in() -> None:
    batch = checked_batch(FIVE_AND_ONE)

    assert (batch.families, batch.persons) == (2, 3)


def test_a_family_without_members_counts_its_head() -> None:
    batch = accepted_batch(files([family(1), family(2), family(3)], [head(1), child(11, 1)]))

    assert (batch.families, batch.persons) == (3, 4)
    assert (Family.objects.count(), Person.objects.count()) == (3, 4)


def test_families_alone_count_their_heads() -> None:
    batch = checked_batch(files([family(1), family(2)]))

    assert (batch.families, batch.persons) == (2, 2)


def test_who_is_told_twice_is_counted_once() -> None:
    batch = accepted_batch(files([family(1), family(1)], [head(1), head(1, name="Zulaikha"), child(11, 1)]))

    assert (batch.families, batch.persons) == (1, 2)
    assert (Family.objects.count(), Person.objects.count()) == (1, 2)


def test_a_number_used_as_key_is_one_person_in_every_spelling() -> None:
    number = generated_nik(1)
    spaced = f"{number[:6]} {number[6:]}"
    batch = checked_batch(
        files(
            people=[
                head(1, person_key=number, family_key=number),
                head(2, person_key=spaced, family_key=spaced),
            ]
        )
    )

    assert (batch.families, batch.persons) == (1, 1)


@pytest.mark.parametrize("column", ["rows_in", "pending", "accepted", "held", "refused"])
def test_the_database_refuses_another_sum(column: str) -> None:
    batch = checked_batch(FIVE_AND_ONE)

    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(id=batch.id).update(**{column: getattr(batch, column) + 1})


def test_the_database_refuses_an_accepted_batch_with_rows_pending() -> None:
    batch = checked_batch(FIVE_AND_ONE)

    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(id=batch.id).update(state="accepted")


def test_blank_rows_between_are_no_rows() -> None:
    given = files([family(1), family(2)])
    lines = given["keluarga.csv"].split(b"\r\n")
    blank = b"," * lines[0].count(b",")

    batch = checked_batch(
        {"keluarga.csv": b"\r\n".join([lines[0], blank, lines[1], b"", lines[2], b"", blank])}
    )

    assert (batch.rows_in, account(batch)) == (2, {"pending": 2})
