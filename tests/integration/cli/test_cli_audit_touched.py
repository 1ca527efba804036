"""tepat audit touched: whose data were touched, as a workbook, for whoever may ask."""

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from tepat.platform.audit.models import AuditEvent
from tepat.platform.regions.clock import today_in
from tests.factories.batches import accepted_batch
from tests.factories.lists import family, files
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Tepat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def test_what_a_list_changed_is_written_once_and_kept(tepat: Tepat, tmp_path: Path) -> None:
    officer = user_with_role("regency_verifier", "64.08", username="dinsos.bocor")
    accepted_batch(files([family(1), family(2)]), by=officer)
    today, out = today_in("64.08"), tmp_path / "tersentuh.xlsx"
    words = ("audit", "touched", "--from", str(today - timedelta(1)), "--to", str(today + timedelta(1)))
    asked = (*words, "--reason", "Laporan 7", "--out", str(out), "--region", "64.08")

    refused = tepat(*asked, "--as", "dinsos.bocor")
    assert (refused.code, out.exists()) == (2, False)
    assert tepat(*asked, "--user", "siapa.saja").code == 2
    assert not out.exists()

    told = tepat(*asked, "--user", "dinsos.bocor", "--json").json
    assert told == {"file": str(out), "families": 2, "people": 2, "acts": 0}
    sheet = openpyxl.load_workbook(out, read_only=True)["Keluarga"]
    assert len(list(sheet.values)) == 3
    assert AuditEvent.objects.get(action="exposure.reported").detail["reason"] == "Laporan 7"
    again = tepat(*asked)
    assert (again.code, "tidak ditimpa" in again.err) == (2, True)
