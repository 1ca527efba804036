"""Proposals are taken one by one or all under a filter, never silently, and can be taken back."""

from typing import Any

import orjson
import pytest
from django.test import Client

from tepat.intake import services
from tepat.intake.findings import queries
from tepat.intake.models import Batch, BatchRow, Finding, RowCorrection
from tepat.intake.services import correcting
from tepat.intake.transitions import TransitionRefused
from tepat.platform import crypto, jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tepat.registry.models import Person, SourceRow
from tests.factories.batches import checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

NIK = generated_nik(21)
EVERYTHING = queries.FindingFilter()


def _batch() -> Batch:
    """Three proposals: a number with letters, a date with its month first, an occupation misspelt."""
    return checked_batch(
        files(
            [family(1)],
            [
                head(1),
                child(21, 1, nik=NIK.replace("0", "O", 2), birth_date="03/14/1985"),
                child(22, 1, nik=f"'{generated_nik(22)}", occupation="PETANII"),
            ],
        )
    )


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(user_with_role("regency_verifier", "64.08"))
    return client


def _proposal(batch: Batch, check: str) -> Finding:
    return batch.findings.exclude(confidence=None).get(check_id=check)


def _said(row: BatchRow) -> dict[str, Any]:
    opener = crypto.sealer(row.batch.source.data_key)
    said: dict[str, Any] = orjson.loads(opener.open(f"batch_row:{row.pk.hex}", bytes(row.values)))
    return said


def _take(batch: Batch, chosen: queries.FindingFilter = EVERYTHING) -> None:
    waiting = queries.open_proposals(batch, chosen).count()
    services.take_proposals(by=User.objects.system(), batch=batch, chosen=chosen, expected=waiting)
    batch.refresh_from_db()


def test_all_are_taken_at_once_and_the_source_rows_stay() -> None:
    batch = _batch()
    raw = {row.id: bytes(row.raw) for row in SourceRow.objects.all()}

    _take(batch)

    damaged = _proposal(batch, "NIK-010").row
    misspelt = _proposal(batch, "KODE-001").row
    assert (_said(damaged)["nik"], _said(damaged)["nik_status"]) == (NIK, "generated")
    assert _said(damaged)["birth_date"] == "1985-03-14"
    assert _said(misspelt)["occupation"] == "farmer"
    assert {row.id: bytes(row.raw) for row in SourceRow.objects.all()} == raw
    assert (batch.state, batch.pending, batch.held) == ("checked", 4, 0)


def test_what_was_taken_is_what_is_accepted() -> None:
    batch = _batch()
    _take(batch)

    assert jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch)).state == "done"

    assert Person.objects.filter(occupation="farmer").count() == 3
    assert not queries.open_proposals(batch, EVERYTHING).exists()


def test_a_filter_takes_no_more_than_it_shows(officer: Client) -> None:
    batch = _batch()

    page = officer.get(f"/masuk/{batch.id}/temuan/?check=TGL-001").content.decode()
    officer.post(
        f"/masuk/{batch.id}/usulan/terima/", {"saringan": "check=TGL-001", "n": "1", "kembali": "/elsewhere"}
    )

    assert "Terima 1 usulan menurut saringan" in page
    states = dict(batch.findings.exclude(confidence=None).values_list("check_id", "state"))
    assert states == {"TGL-001": "mended", "NIK-010": "open", "KODE-001": "open"}


def test_a_number_that_changed_meanwhile_is_not_taken(officer: Client) -> None:
    batch = _batch()

    answer = officer.post(f"/masuk/{batch.id}/usulan/terima/", {"saringan": "", "n": "36"}, follow=True)

    assert "sekarang 3, bukan 36" in answer.content.decode()
    assert not RowCorrection.objects.exists()


def test_one_is_taken_and_one_is_left_with_who_and_when(officer: Client) -> None:
    batch = _batch()
    number, code = (_proposal(batch, check) for check in ("NIK-010", "KODE-001"))

    officer.post(f"/masuk/{batch.id}/usulan/{number.id}/terima/")
    officer.post(f"/masuk/{batch.id}/usulan/{code.id}/biarkan/")

    number.refresh_from_db()
    code.refresh_from_db()
    assert (number.state, code.state) == ("mended", "left")
    assert _said(number.row)["nik"] == NIK
    assert _said(code.row)["occupation"] is None
    page = officer.get(f"/masuk/{batch.id}/temuan/").content.decode()
    assert "diperbaiki" in page
    assert "dibiarkan" in page
    assert NIK not in page


def test_a_safe_repair_is_not_proposed_again() -> None:
    batch = _batch()

    assert not queries.open_proposals(batch, queries.FindingFilter(check="NIK-009")).exists()


def test_the_last_one_is_taken_back_and_then_the_one_before(officer: Client) -> None:
    batch = _batch()
    before = {row.pk: _said(row) for row in BatchRow.objects.filter(batch=batch)}
    _take(batch, queries.FindingFilter(check="NIK-010"))
    first = queries.last_correction(batch)
    _take(batch)
    second = queries.last_correction(batch)
    assert first
    assert second

    refused = officer.post(f"/masuk/{batch.id}/perbaikan/batal/", {"perbaikan": str(first.id)}, follow=True)
    for correction in (second, first):
        officer.post(f"/masuk/{batch.id}/perbaikan/batal/", {"perbaikan": str(correction.id)})

    assert "bukan yang terakhir" in refused.content.decode()
    assert {row.pk: _said(row) for row in BatchRow.objects.filter(batch=batch)} == before
    assert set(batch.findings.values_list("state", flat=True)) == {"open"}
    assert RowCorrection.objects.count() == 6  # three changes, and each of them back
    assert queries.last_correction(batch) is None


def test_many_are_taken_by_a_job_that_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correcting, "ROWS_A_STEP", 1)
    batch = _batch()

    _take(batch)

    assert batch.state == "correcting"
    assert batch.findings.filter(state="mended").count() == 1
    with pytest.raises(TransitionRefused):
        services.accept_batch(by=User.objects.system(), batch=batch)
    assert jobs.run_now(Job.objects.latest("id")).state == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.findings.filter(state="mended").count()) == ("checked", 3)


def test_nothing_is_taken_once_the_rows_went_in() -> None:
    batch = _batch()
    jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch))

    with pytest.raises(TransitionRefused):
        services.take_proposals(by=User.objects.system(), batch=batch, chosen=EVERYTHING, expected=3)
    assert not Finding.objects.filter(state="mended").exists()


def test_a_reader_is_offered_nothing_and_may_change_nothing(client: Client) -> None:
    batch = _batch()
    client.force_login(user_with_role("auditor", "64.08"))
    finding = _proposal(batch, "NIK-010")

    assert "Terima usulan" not in client.get(f"/masuk/{batch.id}/temuan/").content.decode()
    assert client.post(f"/masuk/{batch.id}/usulan/{finding.id}/terima/").status_code in (403, 404)
    assert not RowCorrection.objects.exists()
