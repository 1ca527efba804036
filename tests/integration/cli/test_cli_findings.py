"""tepat findings: the file is written, counted and recorded, or refused."""

import csv
from pathlib import Path

import pytest

from tepat.intake.models import Batch
from tepat.platform.audit.models import AuditEvent
from tests.factories.batches import checked_batch
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, family, files, head
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Tepat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("batch")]


@made_once
def batch() -> Batch:
    return checked_batch(files([family(1, head_nik="99080114")], [head(1), head(2, person_key="")]))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "CSV"])
def test_a_file_with_every_finding(tepat: Tepat, batch: Batch, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"temuan.{ending}"

    said = tepat("findings", "--batch", batch.id, "--out", out, "--json")

    assert (said.code, said.json["rows"]) == (0, batch.findings.count())
    assert AuditEvent.objects.get(action="findings.exported").detail["count"] == said.json["rows"]
    if ending == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) == said.json["rows"]


@pytest.mark.parametrize(
    ("number", "out", "sentence"),
    [
        pytest.param("01890000-0000-7000-8000-000000000000", "t.csv", "Tidak ada batch", id="unknown-batch"),
        pytest.param("bukan-nomor", "t.csv", "Tidak ada batch", id="no-number-at-all"),
        pytest.param(None, "t.pdf", "berakhir .xlsx atau .csv", id="another-ending"),
        pytest.param(None, "tidak/ada/t.csv", "tidak dapat ditulis", id="no-such-folder-csv"),
        pytest.param(None, "tidak/ada/t.xlsx", "tidak dapat ditulis", id="no-such-folder-xlsx"),
    ],
)
def test_what_cannot_be_is_refused(
    tepat: Tepat, batch: Batch, tmp_path: Path, number: str | None, out: str, sentence: str
) -> None:
    said = tepat("findings", "--batch", number or batch.id, "--out", tmp_path / out, "--json")

    assert said.code == 2
    assert sentence in said.json["error"]
    assert not AuditEvent.objects.filter(action="findings.exported").exists()


@pytest.mark.parametrize(
    ("role", "region"), [("regency_verifier", "64.02"), ("village_officer", DUN), ("auditor", "64.08")]
)
def test_a_user_out_of_scope_gets_no_file(
    tepat: Tepat, batch: Batch, tmp_path: Path, role: str, region: str
) -> None:
    user = user_with_role(role, region)
    out = tmp_path / "temuan.csv"

    said = tepat("findings", "--batch", batch.id, "--out", out, "--as", user.username)

    assert said.code == 2
    assert not out.exists()
