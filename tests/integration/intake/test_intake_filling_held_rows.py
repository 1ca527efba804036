"""Held rows are filled in, looked at again, and go in: before the batch is accepted and after it."""

import pytest
from django.test import Client

from tepat.intake import services
from tepat.intake.corrections import held_rows
from tepat.intake.models import Batch, BatchRow, Correction, RowCorrection
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.registry.models import Person
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import PERIAN, SENYIUR, child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _files() -> dict[str, bytes]:
    """Four rows, two of them held: a member of another regency, and one without a key and without a region."""
    return files(
        [family(1)],
        [head(1), child(21, 1, region_code=PERIAN), child(22, 1, person_key="", region_code="")],
    )


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(user_with_role("regency_verifier", "64.08"))
    return client


def _counts(batch: Batch) -> tuple[str, int, int, int]:
    batch.refresh_from_db()
    return batch.state, batch.pending, batch.accepted, batch.held


def _fields(batch: Batch) -> list[dict[str, str]]:
    """The inputs of each held row by field, in the order of the file."""
    rows, _next = held_rows.page(Batch.objects.select_related("source__data_key").get(id=batch.id))
    return [{field.name: field.input for field in row.fields} for row in rows]


def test_the_page_tells_place_reason_and_the_fields_that_hold(officer: Client) -> None:
    batch = checked_batch(_files())

    page = officer.get(f"/masuk/{batch.id}/tertahan/").content.decode()

    assert [sorted(row) for row in _fields(batch)] == [["region_code"], ["person_key", "region_code"]]
    assert f'value="{PERIAN}"' in page
    assert f'<option value="{SENYIUR}">' in page
    assert "Baris 3" in page


def test_a_row_filled_in_waits_to_be_accepted(officer: Client) -> None:
    batch = checked_batch(_files())
    first, second = _fields(batch)

    officer.post(
        f"/masuk/{batch.id}/tertahan/",
        {
            first["region_code"]: SENYIUR,
            second["region_code"]: "6408012001",
            second["person_key"]: "IND-BARU",
        },
    )

    assert _counts(batch) == ("checked", 4, 0, 0)
    assert batch.persons == 3
    assert BatchRow.objects.filter(batch=batch, person_key="IND-BARU").exists()
    assert set(batch.findings.filter(severity="hold").values_list("state", flat=True)) == {"mended"}


def test_half_filled_in_stays_held_and_keeps_what_was_right(officer: Client) -> None:
    batch = checked_batch(_files())
    _first, second = _fields(batch)

    officer.post(f"/masuk/{batch.id}/tertahan/", {second["person_key"]: "IND-BARU"})

    assert _counts(batch) == ("checked", 2, 0, 2)
    assert _fields(batch)[1].keys() == {"region_code"}


@pytest.mark.parametrize("wrong", [PERIAN.replace("2001", "2002"), "64.08.01.9999", "entah", "-"])
def test_what_would_hold_it_again_is_said_and_not_written(officer: Client, wrong: str) -> None:
    batch = checked_batch(_files())
    first, _second = _fields(batch)

    answer = officer.post(f"/masuk/{batch.id}/tertahan/", {first["region_code"]: wrong})

    assert answer.status_code == 422
    assert f"«{wrong}» bukan kode atau nama desa di Kabupaten Kutai Timur" in answer.content.decode()
    assert _counts(batch) == ("checked", 2, 0, 2)
    assert not RowCorrection.objects.exists()
    assert not Correction.objects.exists()


def test_after_the_batch_was_accepted_the_rest_follows(officer: Client) -> None:
    batch = accepted_batch(_files())
    first, _second = _fields(batch)

    officer.post(f"/masuk/{batch.id}/tertahan/", {first["region_code"]: SENYIUR})

    assert _counts(batch) == ("reopened", 1, 2, 1)
    assert "Terima 1 baris yang sudah benar" in officer.get(f"/masuk/{batch.id}/").content.decode()
    assert Person.objects.count() == 1

    assert jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch)).state == "done"

    assert _counts(batch) == ("accepted", 0, 3, 1)
    assert Person.objects.count() == 2
    assert Person.objects.values("family").distinct().count() == 1
    assert batch.source.change_sets.count() == 2


def test_it_is_undone_until_the_rows_went_in(officer: Client) -> None:
    batch = accepted_batch(_files())
    first, second = _fields(batch)
    officer.post(f"/masuk/{batch.id}/tertahan/", {first["region_code"]: SENYIUR})

    officer.post(f"/masuk/{batch.id}/perbaikan/batal/", {"perbaikan": str(Correction.objects.get().id)})

    assert _counts(batch) == ("accepted", 0, 2, 2)
    assert _fields(batch) == [first, second]

    officer.post(f"/masuk/{batch.id}/tertahan/", {first["region_code"]: SENYIUR})
    jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch))
    newest = str(Correction.objects.latest("id").id)
    refused = officer.post(f"/masuk/{batch.id}/perbaikan/batal/", {"perbaikan": newest}, follow=True)

    assert "tidak dapat dibatalkan" in refused.content.decode()
    assert _counts(batch) == ("accepted", 0, 3, 1)


def test_rows_to_follow_keep_their_place_when_the_held_ones_are_refused(officer: Client) -> None:
    batch = accepted_batch(_files())
    first, _second = _fields(batch)
    officer.post(f"/masuk/{batch.id}/tertahan/", {first["region_code"]: SENYIUR})

    officer.post(f"/masuk/{batch.id}/tolak-tertahan/", {"reason": "Bukan warga"})

    assert _counts(batch) == ("reopened", 1, 2, 0)


def test_only_the_fields_that_hold_a_row_can_be_written(officer: Client) -> None:
    batch = checked_batch(_files())
    first, _second = _fields(batch)
    row, _dot, _field = first["region_code"].partition(".")

    officer.post(f"/masuk/{batch.id}/tertahan/", {f"{row}.name": "Orang Lain"})

    assert not RowCorrection.objects.exists()


def test_another_regency_and_a_reader_are_kept_out(client: Client) -> None:
    batch = checked_batch(_files())
    for role, region in (("regency_verifier", "64.02"), ("auditor", "64.08")):
        client.force_login(user_with_role(role, region))
        assert client.get(f"/masuk/{batch.id}/tertahan/").status_code in (403, 404)
