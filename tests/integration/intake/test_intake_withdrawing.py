"""A withdrawn batch leaves the registry as before, while nothing depends on it; its rows are still accounted for."""

from datetime import date

import pytest
from django.test import Client

from tepat.intake import services
from tepat.intake.batches.dependents import what_depends_on
from tepat.intake.corrections import held_rows
from tepat.intake.models import Batch, BatchRow, ListEntry, TargetList
from tepat.intake.packs.services import Letter, open_pack_round
from tepat.intake.transitions import TransitionRefused, withdrawal_of
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.claiming import claim
from tepat.platform.jobs.models import Job
from tepat.registry.models import ChangeSet, Family, Person
from tepat.registry.queries import families_for
from tepat.registry.services import correct_field
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import (
    PERIAN,
    SENYIUR,
    child,
    contents,
    family,
    files,
    head,
    name_of,
    standing,
    whole,
)
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _withdraw(batch: Batch, reason: str = "salah berkas") -> Batch:
    job = services.withdraw_batch(
        by=User.objects.system(), batch=batch, reason=reason, depends=what_depends_on(batch)
    )
    finished = jobs.run_now(job)
    assert finished.state == "done", finished.error_detail or finished.error
    batch.refresh_from_db()
    return batch


def _account(batch: Batch) -> dict[str, int]:
    names = ("rows_in", "pending", "accepted", "held", "refused", "withdrawn")
    return {name: getattr(batch, name) for name in names}


def test_the_registry_is_as_before() -> None:
    accepted_batch(
        files([family(1, prog_pkh="YA"), family(2)], [head(1), child(11, 1), head(2), child(21, 2)])
    )
    before = standing()
    batch = accepted_batch(
        files(
            [family(1, desil="3", roof="BETON", region_code=SENYIUR), family(2, prog_bst="YA"), family(3)],
            [
                head(1, name="Nama Baru", nik=generated_nik(77)), child(11, 2), head(2, nik=generated_nik(3)),
                child(21, 2, relation="LAINNYA"), head(3), child(31, 3),
            ],
        )
    )  # fmt: skip
    assert standing() != before

    _withdraw(batch)

    assert standing() == before
    assert batch.state == "withdrawn"


def test_a_first_list_withdrawn_leaves_no_family_in_sight() -> None:
    batch = accepted_batch(whole(5))

    _withdraw(batch)

    assert not families_for(User.objects.system()).exists()
    assert not ListEntry.objects.exists()
    assert not any(standing().values())
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    for address in ("/daftar/", f"/daftar/?q={name_of(1).split()[0]}", "/kelengkapan/", "/"):
        assert name_of(1) not in client.get(address).content.decode()
    assert client.get(f"/daftar/{Family.objects.first().id}/").status_code == 404  # type: ignore[union-attr]


def test_the_same_list_may_come_again() -> None:
    first = accepted_batch(whole(3))
    before = standing()
    _withdraw(first)

    again = accepted_batch(whole(3))

    assert standing() == before
    assert (again.state, families_for(User.objects.system()).count()) == ("accepted", 3)


def test_every_row_is_accounted_for() -> None:
    batch = accepted_batch(files([family(1)], [head(1), child(11, 1), head(2, region="")]))
    assert batch.held

    _withdraw(batch)

    assert _account(batch) == {
        "rows_in": 4, "pending": 0, "accepted": 0, "held": 0, "refused": 0, "withdrawn": 4,
    }  # fmt: skip
    assert set(BatchRow.objects.values_list("state", flat=True)) == {"withdrawn"}
    reversal = withdrawal_of(batch)
    assert reversal is not None
    assert (reversal.reason, reversal.done, reversal.total) == ("salah berkas", 4, 4)
    assert reversal.published_at is not None


def test_it_goes_on_from_the_page_after_a_halt() -> None:
    batch = accepted_batch(whole(2))
    officer = user_with_role("regency_verifier", "64.08")
    job = services.withdraw_batch(
        by=officer, batch=batch, reason="salah berkas", depends=what_depends_on(batch)
    )
    jobs.cancel_job(by=officer, job=job)
    client = Client()
    client.force_login(officer)
    assert (
        "Penarikan batch ini berhenti sebelum selesai" in client.get(f"/masuk/{batch.id}/").content.decode()
    )

    client.post(f"/masuk/{batch.id}/lanjutkan/")

    assert jobs.run_now(Job.objects.latest("id")).state == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.withdrawn) == ("withdrawn", batch.rows_in)
    assert not any(standing().values())


def test_an_attempt_that_was_superseded_writes_nothing() -> None:
    batch = accepted_batch(whole(1))
    job = services.withdraw_batch(
        by=User.objects.system(), batch=batch, reason="salah berkas", depends=what_depends_on(batch)
    )
    mine = claim("slow", only=job)
    assert mine is not None
    Job.objects.filter(id=job.id).update(attempt=mine.attempt + 1)

    with pytest.raises(jobs.LeaseLost):
        services.withdraw_next_rows(by=User.objects.system(), batch=batch, run=jobs.Run(mine))

    batch.refresh_from_db()
    assert _account(batch)["withdrawn"] == 0


@pytest.mark.parametrize("accepted_again", [True, False], ids=["accepted", "still-ready"])
def test_rows_that_followed_are_withdrawn_with_the_rest(*, accepted_again: bool) -> None:
    accepted_batch(files([family(1, desil="3")], [head(1, name="Nama Lama")]))
    before = standing()
    batch = accepted_batch(files([family(1)], [head(1), child(21, 1, region_code=PERIAN)]))
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    [row] = held_rows.page(Batch.objects.select_related("source__data_key").get(id=batch.id))[0]
    client.post(f"/masuk/{batch.id}/tertahan/", {field.input: SENYIUR for field in row.fields})
    batch.refresh_from_db()
    assert (batch.state, batch.pending) == ("reopened", 1)
    if accepted_again:
        jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch))
        batch.refresh_from_db()
        assert ChangeSet.objects.filter(source=batch.source, kind="import").count() == 2

    _withdraw(batch)

    assert standing() == before
    assert _account(batch)["withdrawn"] == batch.rows_in
    assert not ChangeSet.objects.filter(published_at=None).exists()


def test_a_comparison_list_is_withdrawn_as_well() -> None:
    """Rows that made no family change only their state."""
    batch = accepted_batch(whole(2))
    BatchRow.objects.filter(batch=batch, subject="person").update(subject=BatchRow.COMPARED)

    _withdraw(batch)

    assert set(BatchRow.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_newer_batch_with_the_same_families_forbids_it() -> None:
    first = accepted_batch(whole(2))
    accepted_batch(whole(2), name="P3KE triwulan dua")
    before = contents()

    with pytest.raises(TransitionRefused, match=r"P3KE triwulan dua.*menyebut keluarga yang sama"):
        _withdraw(first)

    assert contents() == before
    first.refresh_from_db()
    assert first.state == "accepted"


def test_the_newer_one_withdrawn_the_older_may_be() -> None:
    first = accepted_batch(whole(2))
    second = accepted_batch(whole(2))

    _withdraw(second)
    _withdraw(first)

    assert not any(standing().values())


def test_a_correction_since_forbids_it() -> None:
    batch = accepted_batch(whole(1))
    officer = user_with_role("regency_verifier", "64.08", full_name="Rahma Wulandari")
    correct_field(by=officer, family=Family.objects.get(), field="address", value="Gang 4", reason="dilihat")

    with pytest.raises(TransitionRefused, match="sudah diubah lagi oleh Rahma Wulandari"):
        _withdraw(batch)


def test_a_correction_after_the_look_still_forbids_it() -> None:
    batch = accepted_batch(whole(1))
    looked_up = what_depends_on(batch)
    correct_field(
        by=User.objects.system(),
        family=Family.objects.get(),
        field="address",
        value="Gang 4",
        reason="dilihat",
    )

    with pytest.raises(TransitionRefused, match="sudah diubah lagi"):
        services.withdraw_batch(
            by=User.objects.system(), batch=batch, reason="salah berkas", depends=looked_up
        )


def test_a_correction_of_another_family_does_not() -> None:
    accepted_batch(whole(1))
    batch = accepted_batch(whole(1, start=2))
    other = Family.objects.order_by("id")[0]
    correct_field(by=User.objects.system(), family=other, field="address", value="Gang 4", reason="dilihat")

    assert _withdraw(batch).state == "withdrawn"


def test_a_member_who_came_to_another_family_since_forbids_it() -> None:
    accepted_batch(whole(1))
    batch = accepted_batch(whole(1, start=2))
    accepted_batch(files(people=[child(1002, 1)]))

    with pytest.raises(TransitionRefused, match="sudah diubah lagi"):
        _withdraw(batch)


def test_a_pack_made_since_forbids_it() -> None:
    batch = accepted_batch(whole(1))
    letter = Letter("1/UJI", date(2024, 2, 5), date(2024, 2, 19), "Dinas Sosial", "Kepala", "Kepala Dinas")
    open_pack_round(
        by=User.objects.system(), target_list=TargetList.objects.get(), level="village", letter=letter
    )

    with pytest.raises(TransitionRefused, match="surat 1/UJI"):
        _withdraw(batch)


def test_without_a_reason_it_is_refused() -> None:
    batch = accepted_batch(whole(1))

    with pytest.raises(TransitionRefused, match="Alasan"):
        _withdraw(batch, reason=" ")


def test_what_was_never_accepted_is_not_withdrawn() -> None:
    batch = checked_batch(whole(1))

    with pytest.raises(TransitionRefused, match="tidak dapat ditarik kembali"):
        _withdraw(batch)


def test_no_batch_is_accepted_beside_a_withdrawal() -> None:
    batch, waiting = accepted_batch(whole(1)), checked_batch(whole(1, start=2))
    services.withdraw_batch(
        by=User.objects.system(), batch=batch, reason="salah berkas", depends=what_depends_on(batch)
    )

    with pytest.raises(TransitionRefused, match="sedang ditarik kembali"):
        services.accept_batch(by=User.objects.system(), batch=waiting)


def test_nothing_is_withdrawn_beside_an_acceptance() -> None:
    batch, waiting = accepted_batch(whole(1)), checked_batch(whole(1, start=2))
    services.accept_batch(by=User.objects.system(), batch=waiting)

    with pytest.raises(TransitionRefused, match="sedang diterima"):
        _withdraw(batch)


def test_the_page_offers_it_and_tells_of_it() -> None:
    officer = user_with_role("regency_verifier", "64.08", full_name="Rahma Wulandari")
    batch = accepted_batch(whole(2), by=officer)
    client = Client()
    client.force_login(officer)
    assert "Tarik kembali" in client.get(f"/masuk/{batch.id}/").content.decode()

    client.post(f"/masuk/{batch.id}/tarik/", {"reason": "berkas kabupaten lain"})
    jobs.run_now(jobs.queries.latest_for(f"/masuk/{batch.id}/"))

    page = client.get(f"/masuk/{batch.id}/").content.decode()
    assert "ditarik kembali" in page
    assert "Rahma Wulandari menarik kembali batch ini" in page
    assert "berkas kabupaten lain" in page
    assert ChangeSet.objects.get(kind="withdrawal").by == officer


def test_an_auditor_is_not_offered_it_and_may_not() -> None:
    batch = accepted_batch(whole(1))
    client = Client()
    client.force_login(user_with_role("auditor", "64.08"))

    assert "Tarik kembali" not in client.get(f"/masuk/{batch.id}/").content.decode()
    assert client.post(f"/masuk/{batch.id}/tarik/", {"reason": "x"}).status_code == 403
    batch.refresh_from_db()
    assert batch.state == "accepted"


def test_a_family_that_stays_says_that_the_batch_was_withdrawn() -> None:
    accepted_batch(whole(1))
    batch = accepted_batch(files([family(1, desil="4")], [head(1), child(12, 1)]), name="P3KE susulan")
    _withdraw(batch)
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    page = client.get(f"/daftar/{Person.objects.filter(relation='head').get().family_id}/").content.decode()

    assert "P3KE susulan" in page
    assert "(ditarik kembali)" in page
    assert name_of(12) not in page, "who came with the batch alone was never there"
