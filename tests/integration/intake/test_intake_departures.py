"""Which families a newer list names no more, who is asked about them, and what holds a family where it is."""

import pytest
from django.test import Client

from tepat.intake import services
from tepat.intake.batches.dependents import what_depends_on
from tepat.intake.changes.services import AnswerRefused, answer_departures
from tepat.intake.models import Batch, Departure, ListChange
from tepat.intake.transitions import TransitionRefused
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.registry.models import Claim, Family, FamilyHold
from tepat.registry.services import lift_hold, place_hold
from tests.factories.batches import accepted_batch
from tests.factories.lists import PERIAN, SENYIUR, family, files, head, standing
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

Kind = ListChange.Kind


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08")


def _named(key: int) -> Family:
    return Family.objects.get(external_ids__value=f"KEL-{key}")


def _kinds(batch: Batch) -> dict[str, set[str]]:
    """Which families, by their keys, changed in which way."""
    found: dict[str, set[str]] = {}
    for kind, key in batch.changes.values_list("kind", "family__external_ids__value"):
        found.setdefault(kind, set()).add(key)
    return found


def test_a_list_that_comes_again_changes_nothing() -> None:
    same = files([family(1), family(2)], [head(1), head(2)])
    accepted_batch(same)

    assert not accepted_batch(same).changes.exists()


def test_villages_that_the_batch_does_not_speak_of_have_not_left() -> None:
    accepted_batch(files([family(1), family(2, region=SENYIUR)], [head(1), head(2)]))

    batch = accepted_batch(files([family(3, region=SENYIUR)], [head(3, region=SENYIUR)]))

    assert _kinds(batch) == {Kind.LEFT: {"KEL-2"}, Kind.ENTERED: {"KEL-3"}}


def test_a_held_row_still_names_its_family() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))

    batch = accepted_batch(files([family(1), family(2, region=PERIAN)], [head(1)]))

    assert batch.held == 1
    assert Kind.LEFT not in _kinds(batch)


def test_a_held_family_neither_leaves_nor_moves(officer: User) -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))
    for key in (1, 2):
        place_hold(by=officer, family=_named(key), reason="bantuan sedang disalurkan")

    accepted_batch(files([family(2, region=SENYIUR), family(3)], [head(2), head(3)]))

    assert _named(2).region_code != SENYIUR
    assert Claim.objects.get().field == "region_code"
    with pytest.raises(AnswerRefused, match="dipertahankan"):
        answer_departures(
            by=officer, departures=Departure.objects.all(), stays=False, reason="x", region_code="64.08"
        )
    lift_hold(by=officer, hold=FamilyHold.objects.get(family=_named(1)))
    assert answer_departures(
        by=officer, departures=Departure.objects.all(), stays=False, reason="x", region_code="64.08"
    )


def test_a_family_named_again_is_asked_about_no_more() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))
    accepted_batch(files([family(2)], [head(2)]))
    assert Departure.objects.get().state == Departure.State.OPEN

    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))

    asked = Departure.objects.get()
    assert (asked.state, asked.reason) == (Departure.State.STAYS, "Disebut lagi oleh daftar P3KE 2023.")


def test_a_family_still_unnamed_is_asked_about_once() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))
    for _quarter in range(2):
        accepted_batch(files([family(2)], [head(2)]))

    assert Departure.objects.count() == 1


def test_a_withdrawn_batch_gives_places_back(officer: User) -> None:
    accepted_batch(files([family(n) for n in (1, 2)], [head(1), head(2)]))
    before = standing()
    batch = accepted_batch(files([family(2, desil="3")], [head(2)]))
    answer_departures(
        by=officer, departures=Departure.objects.all(), stays=False, reason="pindah", region_code="64.08"
    )

    finished = jobs.run_now(
        services.withdraw_batch(
            by=officer, batch=batch, reason="salah berkas", depends=what_depends_on(batch)
        )
    )

    assert finished.state == "done", finished.error_detail
    assert standing() == before
    assert not Departure.objects.exists()
    assert not batch.changes.exists()


def test_a_batch_whose_family_is_held_is_not_withdrawn(officer: User) -> None:
    batch = accepted_batch(files([family(1)], [head(1)]))
    place_hold(
        by=officer, family=_named(1), reason="dalam surat keputusan 1/2024.", kind=FamilyHold.Kind.DECREE
    )

    with pytest.raises(TransitionRefused, match="surat keputusan 1/2024"):
        services.withdraw_batch(
            by=officer, batch=batch, reason="salah berkas", depends=what_depends_on(batch)
        )


def test_a_hold_is_placed_and_lifted_on_the_family_page(officer: User, client: Client) -> None:
    accepted_batch(files([family(1)], [head(1)]))
    client.force_login(officer)
    address = f"/daftar/{_named(1).id}/"

    client.post(f"{address}tahan/", {"reason": "bantuan sedang disalurkan"})
    assert "bantuan sedang disalurkan" in client.get(address).content.decode()

    hold = FamilyHold.objects.get()
    client.post(f"{address}tahan/{hold.id}/lepas/")
    hold.refresh_from_db()
    assert hold.lifted_by == officer


def test_a_page_asks_few_questions(
    officer: User, client: Client, django_assert_max_num_queries: object
) -> None:
    many = range(1, 40)
    accepted_batch(files([family(n) for n in many], [head(n) for n in many]))
    batch = accepted_batch(files([family(n, desil="5") for n in many], [head(n) for n in many]))
    client.force_login(officer)
    client.get(f"/masuk/{batch.id}/perubahan/?jenis=desil")

    with django_assert_max_num_queries(17):  # type: ignore[operator]  # the fixture has no public type
        client.get(f"/masuk/{batch.id}/perubahan/?jenis=desil")
