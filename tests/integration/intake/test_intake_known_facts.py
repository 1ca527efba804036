"""A next list against the registry: a desil that jumped, a person's other number; told before it is accepted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tepat.intake.models import Batch
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import PERIAN, child, family, files, head, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _told(batch: Batch) -> list[tuple[str, str, int]]:
    """Check, column and the file's row of what is told against the registry."""
    found = batch.findings.filter(check_id__startswith="REG").order_by("check_id", "row__source_row__row")
    return list(found.values_list("check_id", "column", "row__source_row__row"))


def test_the_first_list_knows_nobody() -> None:
    assert _told(checked_batch(files([family(1)], [head(1)]))) == []


def test_the_same_list_again_has_nothing_to_tell() -> None:
    accepted_batch(whole(3))

    assert _told(checked_batch(whole(3), name="P3KE susulan")) == []


def test_a_desil_that_jumped_and_a_number_that_changed_are_told() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), child(11, 1), head(2)]))

    batch = checked_batch(
        files(
            [family(1, desil="2"), family(2, desil="6"), family(3, desil="9")],
            [head(1, desil="2"), child(11, 1, nik=generated_nik(77)), head(2), head(3)],
        ),
        name="P3KE susulan",
    )

    assert _told(batch) == [("REG-001", "desil", 3), ("REG-002", "nik", 3)]
    assert batch.held == 0


def test_the_newest_reading_counts() -> None:
    accepted_batch(files([family(1, desil="1")], [head(1)]))
    accepted_batch(files([family(1, desil="3")], [head(1)]), name="P3KE kedua")

    assert _told(checked_batch(files([family(1, desil="5")], [head(1)]), name="P3KE ketiga")) == []


def test_a_number_that_was_damaged_or_absent_has_not_changed() -> None:
    accepted_batch(files([family(1)], [head(1, nik="99080114"), child(11, 1, nik="")]))

    batch = checked_batch(files([family(1)], [head(1), child(11, 1)]), name="P3KE susulan")

    assert _told(batch) == []


def test_equal_keys_of_another_regency_are_other_people() -> None:
    accepted_batch(files([family(1)], [head(1)]))

    batch = checked_batch(
        files(
            [family(1, region=PERIAN, desil="9", head_nik=generated_nik(55))],
            [head(1, region=PERIAN, nik=generated_nik(55))],
        ),
        region="64.02",
    )

    assert _told(batch) == []


def test_more_people_do_not_ask_more_questions() -> None:
    accepted_batch(whole(40))
    asked = []
    for count in (2, 40):
        with CaptureQueriesContext(connection) as questions:
            checked_batch(whole(count), name=f"P3KE {count}")
        asked.append(len(questions))

    assert asked[0] == asked[1]
