"""What the checks propose: told on the findings page and in the file, numbers masked until they are revealed."""

import csv
import io

import pytest
from django.test import Client

from tepat.intake.models import Batch
from tests.factories.batches import checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

NIK = generated_nik(21)


def _batch() -> Batch:
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


def _page(client: Client, batch: Batch, check: str) -> str:
    return client.get(f"/masuk/{batch.id}/temuan/?check={check}").content.decode()


def test_a_code_is_proposed_by_its_label_with_a_word_for_how_sure_it_is(officer: Client) -> None:
    page = _page(officer, _batch(), "KODE-001")

    assert "Usulan:" in page
    assert "Petani</strong>" in page
    assert "kemungkinan besar" in page


def test_a_date_is_proposed_as_dates_are_written(officer: Client) -> None:
    assert "14/03/1985</strong>" in _page(officer, _batch(), "TGL-001")


def test_a_safe_repair_is_told_as_done(officer: Client) -> None:
    assert "sudah diterapkan" in _page(officer, _batch(), "NIK-009")


def test_a_proposed_number_is_masked_until_its_reading_is_recorded(officer: Client) -> None:
    batch = _batch()
    finding = batch.findings.get(check_id="NIK-010")

    page = _page(officer, batch, "NIK-010")
    revealed = officer.post(f"/masuk/{batch.id}/temuan/{finding.id}/nilai/").content.decode()

    assert f"•••• •••• •••• {NIK[-4:]}" in page
    assert NIK not in page
    assert NIK in revealed


def test_the_file_holds_proposals_in_full(officer: Client) -> None:
    batch = _batch()

    content = b"".join(officer.get(f"/masuk/{batch.id}/temuan/unduh/csv/"))  # type: ignore[arg-type]

    lines = {line["check"]: line for line in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    assert (lines["NIK-010"]["proposal"], lines["NIK-010"]["confidence"]) == (NIK, "kemungkinan besar")
    assert (lines["NIK-009"]["proposal"], lines["NIK-009"]["confidence"]) == (
        generated_nik(22),
        "sudah diterapkan",
    )
