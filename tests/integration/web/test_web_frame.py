"""What the frame shows to whom, and what it costs."""

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tepat.platform.accounts.models import User
from tepat.web.context import Frame
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _frame(user: User, chosen: str | None = None) -> Frame:
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=user.pk)
    request.session = {} if chosen is None else {"region": chosen}  # type: ignore[assignment]
    return Frame(request)


def _paths(frame: Frame) -> list[str]:
    return [entry.place.path for entry in frame.nav]


def test_a_role_sees_the_places_it_may_use_and_no_others() -> None:
    officer = user_with_role("regency_verifier", "64.08")
    observer = user_with_role("province_observer", "64")

    assert _paths(_frame(officer)) == [
        "",
        "daftar/",
        "masuk/",
        "sasaran/",
        "paket/",
        "rujukan/",
        "kelengkapan/",
        "pekerjaan/",
        "pengaturan/pemeriksaan/",
    ]
    assert _paths(_frame(observer)) == ["", "sasaran/", "kelengkapan/"]


def test_the_frame_costs_at_most_two_queries() -> None:
    frame = _frame(user_with_role("auditor", "64.08"))
    assert frame.user is not None
    assert frame.user.assignments

    with CaptureQueriesContext(connection) as asked:
        assert frame.nav
        assert frame.region_name
        assert frame.regions
        assert frame.jobs_running == 0

    assert len(asked) <= 2


def test_the_top_bar_names_the_region_shortly() -> None:
    assert _frame(user_with_role("regency_verifier", "64.08")).region_name == "Kutai Timur"


def test_the_switch_goes_one_level_down_and_back_up() -> None:
    user = user_with_role("regency_verifier", "64.08")

    whole = [choice.name for choice in _frame(user).regions]
    district = [choice.name for choice in _frame(user, "64.08.01").regions]

    assert whole[:3] == ["Kutai Timur", "Muara Ancalong", "Muara Wahau"]
    assert len(whole) == 1 + 18
    assert district[:3] == ["Kutai Timur", "Muara Ancalong", "Senyiur"]
    assert len(district) == 2 + 9


def test_a_region_outside_ones_own_is_not_taken_from_the_session() -> None:
    user = user_with_role("village_officer", "64.08.01.2001")

    assert _frame(user, "64.08").region_code == "64.08.01.2001"


def test_choosing_a_region_within_ones_own_is_kept() -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    response = client.post("/wilayah/", {"region": "64.08.03", "next": "/kelengkapan/"})

    assert response.headers["Location"] == "/kelengkapan/"
    assert client.session["region"] == "64.08.03"


@pytest.mark.parametrize("code", ["64.09", "64", "", "64.08.01; --"])
def test_choosing_a_region_outside_is_refused(code: str) -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    assert client.post("/wilayah/", {"region": code}).status_code == 403
    assert "region" not in client.session


def test_the_switch_does_not_lead_away_from_the_site() -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    response = client.post("/wilayah/", {"region": "64.08.01", "next": "https://lain.example/"})

    assert response.headers["Location"] == "/"


def test_the_style_page_shows_every_part(client: Client) -> None:
    text = client.get("/gaya/").content.decode()

    for part in ("matrix", "timeline", "receipt", "masked", "bulk", "drop", "sides", "equation", "stacked"):
        assert f'class="{part}' in text or f" {part}" in text, part


@pytest.mark.parametrize(
    ("role", "region", "searches", "numbers"),
    [
        pytest.param("regency_verifier", "64.08", True, True, id="by-name-and-number"),
        pytest.param("meeting_chair", "64.08.01.2001", True, False, id="by-name-alone"),
        pytest.param("regency_planner", "64.08", False, False, id="sees-no-names"),
        pytest.param("leader", "64.08", False, False, id="sees-no-families"),
    ],
)
def test_search_is_offered_for_what_one_may_find(
    role: str, region: str, searches: bool, numbers: bool
) -> None:
    frame = _frame(user_with_role(role, region))

    assert (frame.may_search, frame.may_search_numbers) == (searches, numbers)
