"""Who sees which families: own region, granted families, names as initials, and nothing of anybody else's."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tepat.platform.accounts.models import User
from tepat.platform.accounts.services import deputise, end_deputy
from tepat.platform.audit.models import AuditEvent
from tepat.platform.regions.clock import today_in
from tepat.registry import queries
from tepat.registry.family_lines import family_lines
from tepat.registry.models import Family, FamilyGrant
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import for_the_module
from tests.factories.lists import DUN, SENAMBAH, SENYIUR, family, files, head
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db

HERE, NEXT, FAR = "Wiratmaja Balapulang", "Sulastri Kembangarum", "Gunawan Lohjinawi"


@pytest.fixture(scope="module", autouse=True)
def _three_families(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One each in Muara Dun, in Senyiur of the same district, in Senambah of another; they share one number."""
    nik = generated_nik(1)
    places = ((1, DUN, HERE), (2, SENYIUR, NEXT), (3, SENAMBAH, FAR))
    with for_the_module(django_db_blocker):
        accepted_batch(
            files(
                [family(n, region=region, head_name=name, head_nik=nik) for n, region, name in places],
                [head(n, region=region, name=name, nik=nik) for n, region, name in places],
            )
        )
        yield


def _of(serial: int) -> Family:
    return Family.objects.get(external_ids__value=f"KEL-{serial}")


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # of a streamed answer
    return str(content.decode("utf-8-sig"))


@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        pytest.param("village_officer", DUN, {1}, id="village"),
        pytest.param("meeting_chair", DUN, {1}, id="village-meeting"),
        pytest.param("district_officer", "64.08.01", {1, 2}, id="district"),
        pytest.param("regency_verifier", "64.08", {1, 2, 3}, id="regency"),
        pytest.param("regency_verifier", "64.02", set(), id="another-regency"),
        pytest.param("auditor", "64", {1, 2, 3}, id="province-auditor"),
        pytest.param("regency_planner", "64.08", {1, 2, 3}, id="planner"),
        pytest.param("province_observer", "64", set(), id="province-observer"),
        pytest.param("leader", "64.08", set(), id="leader"),
        pytest.param("legal_officer", "64.08", set(), id="legal-officer"),
        pytest.param("administrator", "64.08", set(), id="administrator"),
        pytest.param("enumerator", DUN, set(), id="enumerator-without-grant"),
        pytest.param("programme_officer", "64.08", set(), id="programme-officer-without-grant"),
    ],
)
def test_families_of_the_own_region_alone(role: str, region: str, seen: set[int]) -> None:
    user = user_with_role(role, region)

    assert set(queries.families_for(user)) == {_of(serial) for serial in seen}


def test_a_closed_account_and_an_ended_role_see_nothing() -> None:
    user = user_with_role("village_officer", DUN)
    assert queries.families_for(user).count() == 1

    User.objects.filter(id=user.id).update(is_active=False)

    assert queries.families_for(User.objects.get(id=user.id)).count() == 0


@pytest.mark.parametrize(
    ("until", "seen"),
    [pytest.param(None, 1, id="open"), pytest.param(1, 1, id="tomorrow"), pytest.param(-2, 0, id="over")],
)
def test_an_enumerator_sees_what_he_was_granted_until_then(until: int | None, seen: int) -> None:
    user = user_with_role("enumerator", DUN)
    last = None if until is None else timezone.now().date() + timedelta(days=until)
    FamilyGrant.objects.create(user=user, family=_of(3), until=last)

    assert queries.families_for(user).count() == seen
    page = _text(_client(user).get("/daftar/"))
    assert (FAR in page) == bool(seen)
    assert HERE not in page


@pytest.mark.parametrize(
    "path",
    [
        "/daftar/",
        "/daftar/?wilayah=64.08",
        "/daftar/?q=sulastri",
        "/daftar/?q=gunawan",
        "/daftar/?nik=shared",
        "/daftar/?desil=1",
        "/daftar/unduh/csv/",
    ],
)
def test_a_village_officer_never_meets_a_neighbour(path: str) -> None:
    answer = _client(user_with_role("village_officer", DUN)).get(path)

    text = _text(answer)
    assert answer.status_code == 200
    assert not [word for name in (NEXT, FAR) for word in name.split() if word in text]


@pytest.mark.parametrize("path", ["/daftar/", "/daftar/unduh/csv/"])
@pytest.mark.parametrize("region", [SENYIUR, "64.02", "desa"])
def test_a_list_narrowed_to_another_region_is_no_page(path: str, region: str) -> None:
    answer = _client(user_with_role("village_officer", DUN)).get(path, {"wilayah": region})

    assert answer.status_code == 404
    assert NEXT not in _text(answer)


def test_a_neighbours_cursor_leads_nowhere() -> None:
    client = _client(user_with_role("village_officer", DUN))

    for name in ("after", "before"):
        for serial in (2, 3):
            assert NEXT not in _text(client.get("/daftar/", {name: str(_of(serial).id)}))


def test_a_neighbours_family_is_not_there() -> None:
    client = _client(user_with_role("village_officer", DUN))
    neighbour = _of(2)
    number = neighbour.people.get().numbers.get()

    assert client.get(f"/daftar/{neighbour.id}/").status_code == 404
    assert client.post(f"/daftar/{neighbour.id}/nomor/{number.id}/").status_code == 404
    assert client.post(f"/daftar/{_of(1).id}/nomor/{number.id}/").status_code == 404
    assert not AuditEvent.objects.filter(action="number.revealed").exists()


def test_a_number_finds_only_who_may_be_seen() -> None:
    """All three bear it; each village officer learns of his own family alone."""
    client = _client(user_with_role("village_officer", DUN))

    answer = client.post("/daftar/cari/", {"q": generated_nik(1)})

    assert answer.headers["Location"] == f"/daftar/{_of(1).id}/"


def test_a_number_of_nobody_here_tells_nothing_of_others() -> None:
    client = _client(user_with_role("village_officer", "64.08.01.2002"))

    borne_elsewhere = client.post("/daftar/cari/", {"q": generated_nik(1)}, follow=True)
    of_nobody = client.post("/daftar/cari/", {"q": generated_nik(4444)}, follow=True)

    strip = "Tidak ada keluarga dengan nomor itu"
    assert strip in _text(borne_elsewhere)
    assert strip in _text(of_nobody)


def test_a_planner_reads_initials_and_searches_no_names() -> None:
    client = _client(user_with_role("regency_planner", "64.08"))
    pages = [
        client.get("/daftar/"),
        client.get("/daftar/?q=wiratmaja"),
        client.get(f"/daftar/{_of(1).id}/"),
        client.post("/daftar/cari/", {"q": generated_nik(1)}, follow=True),
        client.post("/daftar/cari/", {"q": "KEL-1"}, follow=True),
    ]

    assert "W. B." in _text(pages[0])
    for page in pages:
        assert not [word for name in (HERE, NEXT, FAR) for word in name.split() if word in _text(page)]


def test_what_was_searched_by_name_does_not_show_in_a_planners_list() -> None:
    client = _client(user_with_role("regency_planner", "64.08"))

    everything, searched = _text(client.get("/daftar/")), _text(client.get("/daftar/?q=wiratmaja"))

    assert everything.count("/daftar/0") == searched.count("/daftar/0")


@pytest.mark.parametrize("path", ["/daftar/", "/daftar/unduh/csv/", "/masuk/"])
def test_the_province_sees_no_families(path: str) -> None:
    answer = _client(user_with_role("province_observer", "64")).get(path)

    assert answer.status_code in (403, 404)
    assert HERE.split()[0] not in _text(answer)


@pytest.mark.parametrize("role", ["regency_planner", "auditor", "meeting_chair"])
def test_who_may_not_export_gets_no_file(role: str) -> None:
    region = DUN if role == "meeting_chair" else "64.08"

    answer = _client(user_with_role(role, region)).get("/daftar/unduh/csv/")

    assert answer.status_code == 403
    assert not AuditEvent.objects.filter(action="families.exported").exists()


@pytest.mark.parametrize(
    ("role", "region", "rows"),
    [("village_officer", DUN, 1), ("district_officer", "64.08.01", 2), ("regency_verifier", "64.08", 3)],
)
def test_an_export_holds_the_own_families_and_is_recorded_once(role: str, region: str, rows: int) -> None:
    user = user_with_role(role, region)

    answer = _client(user).get("/daftar/unduh/csv/")

    lines: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(_text(answer))))
    assert len(lines) == rows == int(answer.headers["X-Row-Count"])
    assert generated_nik(1) not in str(lines)
    event = AuditEvent.objects.get(action="families.exported")
    assert (event.actor, event.detail["count"]) == (user, rows)


def test_a_line_names_village_and_district() -> None:
    officer = user_with_role("regency_verifier", "64.08")

    lines = {line.family.id: line for line in family_lines(officer, list(Family.objects.all()))}

    assert (lines[_of(1).id].village, lines[_of(1).id].district) == ("Muara Dun", "Muara Ancalong")
    assert (lines[_of(3).id].village, lines[_of(3).id].district) == ("Senambah", "Muara Bengkal")


def test_a_deputy_sees_what_was_granted_to_the_holder_in_that_region_while_it_lasts() -> None:
    holder, deputy = user_with_role("enumerator", DUN), user_with_role("enumerator", SENAMBAH)
    for serial in (1, 3):
        FamilyGrant.objects.create(user=holder, family=_of(serial))
    today = today_in(DUN)
    assert not set(queries.families_for(deputy))

    line = deputise(
        by=None, assignment=holder.role_assignments.get(), deputy=deputy, since=today, until=today
    )

    assert set(queries.families_for(deputy)) == {_of(1)}
    assert HERE in _text(_client(deputy).get("/daftar/"))
    end_deputy(by=None, assignment=line)
    assert not set(queries.families_for(User.objects.get(id=deputy.id)))
