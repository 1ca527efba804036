"""Names are seen where a person may see them, not because he may somewhere else."""

import pytest
from django.test import Client

from tepat.platform.accounts import services as accounts
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Family
from tepat.registry.services import grant_families
from tests.factories import batches, files
from tests.factories.files import FAMILY_LAYOUT, family_row, generated_nik
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db

VILLAGE = "64.08.01.2001"
HEAD = "Purnawirawan Kelana"


@pytest.fixture(autouse=True)
def _family(regions: None) -> None:
    row = family_row("KEL-1", region=VILLAGE, head=HEAD, nik=generated_nik(77))
    batches.accepted_batch({"keluarga.xlsx": files.xlsx(FAMILY_LAYOUT, [row])})


@pytest.fixture
def planner() -> User:
    """A planner who is also a programme officer, with no family handed to him."""
    user = user_with_role("regency_planner", "64.08")
    accounts.assign_role(by=None, user=user, role="programme_officer", region="64.08")
    user.forget_assignments()
    return user


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", ["/daftar/", "/daftar/?q=purnawirawan", "family"])
def test_a_role_by_grant_shows_no_name_of_other_families(planner: User, path: str) -> None:
    path = f"/daftar/{Family.objects.get().id}/" if path == "family" else path

    page = _client(planner).get(path).content.decode()

    assert "Kelana" not in page


def test_a_granted_family_is_read_by_name(planner: User) -> None:
    family = Family.objects.get()
    grant_families(by=User.objects.system(), user=planner, families=[family.id], region_code=VILLAGE)

    assert "Kelana" in _client(planner).get(f"/daftar/{family.id}/").content.decode()


def test_who_may_not_reveal_sees_no_digit_of_a_number() -> None:
    page = _client(user_with_role("meeting_chair", VILLAGE)).get(f"/daftar/{Family.objects.get().id}/")

    assert "0077" not in page.content.decode()


def test_who_may_not_reveal_cannot_try_numbers() -> None:
    answer = _client(user_with_role("regency_planner", "64.08")).post(
        "/daftar/cari/", {"q": generated_nik(77)}
    )

    assert str(Family.objects.get().id) not in answer.headers["Location"]


def test_a_search_by_number_is_in_the_trail_without_the_number() -> None:
    _client(user_with_role("regency_verifier", "64.08")).post("/daftar/cari/", {"q": generated_nik(77)})

    event = AuditEvent.objects.get(action="number.searched")
    assert event.detail == {"count": 1}


def test_an_export_holds_what_the_search_shows() -> None:
    client = _client(user_with_role("regency_verifier", "64.08"))

    found = b"".join(client.get("/daftar/unduh/csv/?q=purnawirawan").streaming_content).decode()
    nothing = b"".join(client.get("/daftar/unduh/csv/?q=sulaiman").streaming_content).decode()

    assert HEAD in found
    assert HEAD not in nothing
