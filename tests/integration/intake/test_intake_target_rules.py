"""Target lists by rule: previewed in counts, kept as versions, filled step by step, with their reasons."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client

from tepat.intake.models import TargetList
from tepat.intake.targets import queries
from tepat.intake.targets import services as target_services
from tepat.intake.targets.rules import Rule
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.accounts.scopes import Scope
from tepat.platform.audit.models import AuditEvent
from tepat.platform.jobs.models import Job
from tepat.platform.regions.clock import zone_name
from tepat.registry.models import DesilReading
from tests.factories.batches import accepted_batch
from tests.factories.lasting import for_the_module
from tests.factories.lists import DUN, SENAMBAH, SENYIUR, family, files, head
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db

OFFICER = "dinsos.uji"

ZONE = ZoneInfo(zone_name("64.08"))


@pytest.fixture(scope="module", autouse=True)
def _list(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Desil 1 in Muara Dun, Senyiur (with a civil servant) and Senambah; desil 2 and none in Muara Dun."""
    with for_the_module(django_db_blocker):
        accepted_batch(
            files(
                [
                    family(1, region=DUN, desil="1"),
                    family(2, region=SENYIUR, desil="1"),
                    family(3, region=SENAMBAH, desil="1"),
                    family(4, region=DUN, desil="2"),
                    family(5, region=DUN, desil=""),
                ],
                [
                    head(1, region=DUN),
                    head(2, region=SENYIUR, occupation="PNS/TNI/POLRI"),
                    head(3, region=SENAMBAH),
                    head(4, region=DUN),
                    head(5, region=DUN, desil=""),
                ],
            ),
            by=user_with_role("regency_verifier", "64.08", username=OFFICER),
        )
        yield


@pytest.fixture
def officer() -> User:
    return User.objects.get(username=OFFICER)


def _handed_over() -> TargetList:
    return TargetList.objects.get(version=1)


def _day_read() -> date:
    """The regency's day on which the desil was read; its midnight may pass while the tests run."""
    return DesilReading.objects.latest("id").change_set.begun_at.astimezone(ZONE).date()


def _typed() -> dict[str, Any]:
    return {
        "scale": "p3ke",
        "highest_desil": "1",
        "as_of": _day_read().isoformat(),
        "legal_basis": "Inpres 8/2025",
    }


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _keep(officer: User, **changes: Any) -> HttpResponse:
    answer: Any = _client(officer).post(f"/sasaran/baru/{_handed_over().id}/", _typed() | changes)
    return answer


def _made(officer: User, **changes: Any) -> TargetList:
    answer = _keep(officer, **changes)
    assert answer.status_code == 302, answer.content.decode()
    finished = jobs.run_now(Job.objects.latest("id"))
    assert finished.state == "done", finished.error_detail
    return TargetList.objects.latest("id")


def _keys(target_list: TargetList) -> set[str]:
    return {
        key
        for key in target_list.entries.values_list("family__external_ids__value", flat=True)
        if key is not None
    }


def test_the_rule_chooses_by_desil_and_leaves_out_by_name(officer: User) -> None:
    made = _made(officer, exclusions=["civil_servant"])

    assert _keys(made) == {"KEL-1", "KEL-3"}
    assert made.version == 2
    assert made.published_at is not None


def test_the_rule_holds_in_the_areas_it_names(officer: User) -> None:
    assert _keys(_made(officer, areas=["64.08.01"])) == {"KEL-1", "KEL-2"}


def test_every_family_is_counted_once_in_the_preview(officer: User) -> None:
    rule = Rule("p3ke", 1, _day_read(), (), ("civil_servant",), "Inpres 8/2025")

    rows = queries.preview(_handed_over().source_list, rule, length=8)
    whole = queries.added_up(rows)

    assert (whole.families, whole.chosen, whole.above, whole.excluded, whole.unranked) == (5, 2, 1, 1, 1)
    assert {row.code: row.chosen for row in rows} == {"64.08.01": 1, "64.08.03": 1}


def test_looking_changes_nothing_and_can_be_passed_on(officer: User) -> None:
    address = f"/sasaran/baru/{_handed_over().id}/?{urlencode(_typed())}"

    page = _client(officer).get(address).content.decode()

    assert "3 dari 5 keluarga terpilih" in page
    assert TargetList.objects.count() == 1


def test_a_reading_later_than_the_day_does_not_count(officer: User) -> None:
    answer = _keep(officer, as_of=(_day_read() - timedelta(days=1)).isoformat())

    assert answer.status_code == 422
    assert "tidak memilih satu keluarga pun" in answer.content.decode()
    assert TargetList.objects.count() == 1


def test_the_page_tells_rule_basis_and_what_changed(officer: User) -> None:
    made = _made(officer, exclusions=["civil_servant"])

    page = _client(officer).get(f"/sasaran/{made.id}/").content.decode()

    for text in (
        "desil 1 ke bawah pada skala P3KE",
        "Inpres 8/2025",
        "ASN, TNI, Polri",
        "Keluar sejak versi 1",
    ):
        assert text in page
    assert queries.changes_since(made, _handed_over(), Scope(("64.08",))) == (0, 3)
    event = AuditEvent.objects.get(action="target_list.ruled")
    assert event.detail["basis"] == "Inpres 8/2025"


def test_the_newest_version_rules_completeness_and_the_first_stays(officer: User) -> None:
    made = _made(officer)

    page = _client(officer).get("/kelengkapan/").content.decode()

    assert "menurut desil" in page
    assert _keys(made) == {"KEL-1", "KEL-2", "KEL-3"}
    assert _handed_over().entries.count() == 5


def test_a_version_that_is_still_being_filled_rules_nothing_yet(officer: User) -> None:
    _keep(officer)

    page = _client(officer).get("/kelengkapan/").content.decode()
    again = _keep(officer)

    assert "sebagaimana diserahkan" in page
    assert again.status_code == 422
    assert "masih disusun" in again.content.decode()


def test_filling_goes_on_where_an_attempt_stopped(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from tepat.intake.targets import jobs as target_jobs

    monkeypatch.setattr(target_jobs, "FAMILIES_A_STEP", 1)
    made = _made(officer)
    made.entries.order_by("-family_id")[0].delete()
    TargetList.objects.filter(id=made.id).update(published_at=None)
    Job.objects.filter(name=target_services.FILL_JOB).update(state="queued", finished_at=None)

    jobs.run_now(Job.objects.get(name=target_services.FILL_JOB))

    made.refresh_from_db()
    assert _keys(made) == {"KEL-1", "KEL-2", "KEL-3"}
    assert made.published_at is not None


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"scale": "dtsen"}, id="unknown-scale"),
        pytest.param({"highest_desil": "11"}, id="no-such-desil"),
        pytest.param({"areas": ["64.02"]}, id="another-regency"),
        pytest.param({"legal_basis": "  "}, id="no-basis"),
        pytest.param({"exclusions": ["poor"]}, id="unknown-exclusion"),
    ],
)
def test_a_rule_that_says_something_unknown_is_refused(officer: User, typed: dict[str, Any]) -> None:
    assert _keep(officer, **typed).status_code == 422
    assert TargetList.objects.count() == 1


def test_a_village_officer_sees_his_part_and_makes_none(officer: User) -> None:
    made = _made(officer)
    client = _client(user_with_role("village_officer", DUN))

    page = client.get(f"/sasaran/{made.id}/").content.decode()

    assert "Muara Dun" in page
    assert "Senyiur" not in page
    assert "Senambah" not in page
    assert client.get(f"/sasaran/baru/{made.id}/").status_code == 403


def test_another_regency_sees_none_of_it(officer: User) -> None:
    made = _made(officer)
    client = _client(user_with_role("regency_verifier", "64.02"))

    assert client.get(f"/sasaran/{made.id}/").status_code == 404
    assert client.get(f"/sasaran/baru/{made.id}/").status_code == 404
    assert "P3KE 2023" not in client.get("/sasaran/").content.decode()
