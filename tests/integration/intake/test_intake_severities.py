"""What a check weighs is an office's to say, for its region, from then on; who may not, cannot."""

import pytest
from django.test import Client

from tepat.intake.models import BatchRow, CheckSeverity
from tepat.intake.severities.queries import severities_in
from tepat.intake.severities.services import SeverityRefused, set_severities
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tests.factories.batches import checked_batch
from tests.factories.lists import child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

PAGE = "/pengaturan/pemeriksaan/"


def _set(region: str = "64.08", **chosen: str) -> int:
    by = User.objects.system()
    return set_severities(
        by=by,
        region_code=region,
        chosen={name.replace("_", "-"): severity for name, severity in chosen.items()},
    )


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(user_with_role("regency_verifier", "64.08"))
    return client


def test_a_check_made_heavier_holds_the_rows_of_the_next_batch_and_no_earlier_one() -> None:
    rows = files([family(1)], [head(1), child(21, 1, name="")])
    before = checked_batch(rows)

    _set(NAMA_001="hold")
    after = checked_batch(rows, name="P3KE susulan")

    assert (before.held, after.held) == (0, 1)
    assert after.findings.get(check_id="NAMA-001").severity == "hold"


def test_a_lighter_check_lets_the_row_in() -> None:
    _set(KEL_001="warning", NIK_001="note")

    batch = checked_batch(files([family(1, family_key="", head_nik="99080114")]))

    assert batch.held == 0
    assert batch.findings.get(check_id="NIK-001").severity == "note"


def test_a_row_held_by_a_check_of_the_office_is_freed_by_filling_its_column() -> None:
    from tepat.intake.services import fill_held_rows

    _set(NAMA_001="hold", KEL_005="hold")
    batch = checked_batch(files([family(1)], [head(1), child(21, 1, name="")]))
    row = BatchRow.objects.get(batch=batch, state="held")

    filled = fill_held_rows(by=User.objects.system(), batch=batch, typed={row.pk: {"name": "SITI AMINAH"}})

    assert (filled.saved, filled.freed, filled.refused) == (1, 1, {})


def test_the_nearest_region_that_says_something_is_heard() -> None:
    _set("64", NIK_001="hold", NIK_003="hold")
    _set("64.08", NIK_001="note")

    assert severities_in("64.08") == {"NIK-001": "note", "NIK-003": "hold"}
    assert severities_in("64.02") == {"NIK-001": "hold", "NIK-003": "hold"}
    assert severities_in("65.01") == {}


def test_a_change_is_a_new_line_and_taking_it_back_ends_it() -> None:
    _set(NIK_001="hold")
    _set(NIK_001="note")
    again = _set(NIK_001="note")
    _set(NIK_001="")

    lines = CheckSeverity.objects.order_by("valid_from")
    assert [(line.severity, line.valid_to is None) for line in lines] == [("hold", False), ("note", False)]
    assert again == 0
    assert severities_in("64.08") == {}


def test_every_change_is_in_the_trail_with_what_was_before() -> None:
    _set(NIK_001="hold", NIK_003="note")
    _set(NIK_001="")

    told = [event.detail for event in AuditEvent.objects.filter(action="check.severity_set").order_by("id")]
    assert {"check": "NIK-001", "severity": "", "before": "hold"} in told
    assert len(told) == 3


@pytest.mark.parametrize("chosen", [{"NIK_999": "hold"}, {"NIK_001": "berat"}], ids=["check", "severity"])
def test_what_nobody_knows_is_refused_whole(chosen: dict[str, str]) -> None:
    with pytest.raises(SeverityRefused, match="tidak dikenal"):
        _set(NIK_003="hold", **chosen)

    assert severities_in("64.08") == {}


def test_the_page_lists_every_check_and_saves_only_what_was_changed(officer: Client) -> None:
    page = officer.get(PAGE).content.decode()
    # A colleague changes one meanwhile; the form sent afterwards does not speak of it.
    _set(NIK_003="note")
    answer = officer.post(
        PAGE,
        {"semula-NIK-001": "", "berat-NIK-001": "hold", "semula-NIK-003": "", "berat-NIK-003": ""},
        follow=True,
    )

    assert "NIK-001" in page
    assert "WIL-006" in page
    assert severities_in("64.08") == {"NIK-001": "hold", "NIK-003": "note"}
    assert "Berat 1 pemeriksaan diubah" in answer.content.decode()
    assert '<option value="hold" selected>' in answer.content.decode()


def test_all_are_taken_back_at_once(officer: Client) -> None:
    _set("64", NIK_003="hold")
    _set(NIK_001="hold", NAMA_001="hold")

    officer.post(PAGE + "bawaan/")

    assert severities_in("64.08") == {"NIK-003": "hold"}
    assert not CheckSeverity.objects.filter(region_code="64.08", valid_to=None).exists()


def test_a_district_chosen_to_look_at_does_not_make_the_setting_its_own(client: Client) -> None:
    client.force_login(user_with_role("administrator", "64"))

    client.post(PAGE, {"semula-NIK-001": "", "berat-NIK-001": "note"})

    assert CheckSeverity.objects.get().region_code == "64"


@pytest.mark.parametrize("role", ["village_officer", "auditor", "leader"])
def test_who_may_not_set_it_gets_no_page(client: Client, role: str) -> None:
    region = "64.08.01.2001" if role == "village_officer" else "64.08"
    client.force_login(user_with_role(role, region))

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"semula-NIK-001": "", "berat-NIK-001": "note"}).status_code == 403
    assert not CheckSeverity.objects.exists()
