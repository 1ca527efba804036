"""What a batch will change is told before it is accepted, and then is what happens."""

import pytest
from django.test import Client

from tepat.intake import services
from tepat.intake.changes.noting import list_before
from tepat.intake.changes.previewing import compared
from tepat.intake.changes.queries import Counts, as_data, by_kind, counts_of
from tepat.intake.changes.services import ask_for_preview
from tepat.intake.models import Batch, ListChange
from tepat.intake.transitions import TransitionRefused, preview_link
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.registry.models import Family
from tepat.registry.services import correct_field, place_hold
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import PERIAN, SENYIUR, child, contents, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

Kind = ListChange.Kind


def _told(batch: Batch) -> Counts:
    return counts_of(batch, User.objects.system().scope(Permission.BATCH_VIEW))


def _counted(batch: Batch) -> Batch:
    job = jobs.queries.latest_for(preview_link(batch))
    assert job is not None
    assert jobs.run_now(job).state == "done"
    return batch


def _newer() -> Batch:
    """A list with every kind of change: also a held family that would move, a verified value, a held row."""
    officer = user_with_role("regency_verifier", "64.08")
    accepted_batch(files([family(n) for n in range(1, 10)], [head(n) for n in range(1, 10)]))
    named = {n: Family.objects.get(external_ids__value=f"KEL-{n}") for n in (7, 8)}
    place_hold(by=officer, family=named[7], reason="bantuan sedang disalurkan")
    correct_field(by=officer, family=named[8], field="address", value="Gang 4", reason="dilihat")
    return checked_batch(
        files(
            [
                family(2, region=SENYIUR), family(3, desil="4"), family(4, roof="BETON"),
                family(5, head_birth_date="01/02/1970"), family(6), family(7, region=SENYIUR),
                family(8, address="Gang 5"), family(9, region=PERIAN), family(10), family(11, region=SENYIUR),
            ],
            [
                head(2, region=SENYIUR), head(3), head(4), head(5, birth_date="01/02/1970", nik=generated_nik(99)),
                head(6), child(61, 6), head(7), head(8), head(10), child(21, 10), head(12),
                child(13, 4), child(13, 10), child(13, 3), child(14, 2, name="Nama Pertama"), child(14, 8),
            ],
        )
    )  # fmt: skip


def test_what_is_foretold_is_what_is_written() -> None:
    batch = _counted(_newer())
    before, foretold = contents(), _told(batch)
    earlier = list_before(batch)
    assert earlier is not None
    one_by_one = sum((told for _rows, told in compared(batch, earlier, size=1)), Counts())

    assert contents() == before, "looking wrote something"
    assert jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch)).state == "done"
    batch.refresh_from_db()

    assert set(by_kind(foretold)) == set(Kind.values)
    assert foretold == one_by_one == _told(batch)


def test_the_page_tells_it_as_a_preview_and_when_it_holds_no_more() -> None:
    batch = _counted(_newer())
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    address = f"/masuk/{batch.id}/perubahan/"

    page = client.get(address).content.decode()
    assert "Pratinjau, dihitung" in page
    assert "Hitung lagi" not in page
    assert "Bila diterima sekarang" in client.get(f"/masuk/{batch.id}/").content.decode()

    accepted_batch(files([family(20)], [head(20)]))
    assert "Hitung lagi" in client.get(address).content.decode()
    client.post(f"{address}hitung/")
    _counted(batch)
    assert "Hitung lagi" not in client.get(address).content.decode()


def test_a_first_list_has_nothing_to_be_compared_with() -> None:
    batch = checked_batch(files([family(1)], [head(1)]))

    assert jobs.queries.latest_for(preview_link(batch)) is None
    assert not as_data(batch, User.objects.system().scope(Permission.BATCH_VIEW))["regions"]


def test_an_accepted_batch_is_not_foretold() -> None:
    batch = accepted_batch(files([family(1)], [head(1)]))

    with pytest.raises(TransitionRefused, match="tidak dapat dibandingkan sebelum diterima"):
        ask_for_preview(by=User.objects.system(), batch=batch)


def test_it_is_counted_in_few_questions(django_assert_max_num_queries: object) -> None:
    many = range(1, 60)
    accepted_batch(files([family(n) for n in many], [head(n) for n in many]))
    batch = checked_batch(files([family(n, desil="5") for n in many], [head(n) for n in many]))
    before = list_before(batch)
    assert before is not None

    with django_assert_max_num_queries(21):  # type: ignore[operator]  # the fixture has no public type
        told = sum((told for _rows, told in compared(batch, before)), Counts())

    assert by_kind(told) == {Kind.DESIL: 59}
