"""Who left a family: told on its page, kept with all facts, found by number, and within the scope of that family."""

import pytest
from django.test import Client

from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Family, IdentityNumber, Person
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, SENYIUR, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]

OLD = name_of(1)


def _client(role: str, region: str) -> Client:
    client = Client()
    client.force_login(user_with_role(role, region))
    return client


@made_once
def place() -> str:
    """The page of a family whose head, told of by its own row alone, is none of its members."""
    accepted_batch(files([family(1)]))
    accepted_batch(files(people=[head(2, 1), child(21, 1)]), name="P3KE 2024")
    return f"/daftar/{Family.objects.get().id}/"


def test_the_page_tells_of_the_head_who_is_none_of_the_members(place: str) -> None:
    page = _client("village_officer", DUN).get(place).content.decode()

    members, rest = page.split("Pernah tercatat")
    former, timeline = rest.split("Riwayat")
    assert OLD not in members
    assert "2 anggota" in members
    assert OLD in former
    assert "menurut daftar P3KE 2024" in former
    assert "Tanyakan saat verval" in former
    assert f"•••• •••• •••• {generated_nik(1)[-4:]}" in former
    assert f"{OLD} tidak lagi tercatat pada keluarga ini menurut daftar P3KE 2024" in timeline


def test_a_planner_reads_his_initials(place: str) -> None:
    page = _client("regency_planner", "64.08").get(place).content.decode()

    assert "Pernah tercatat" in page
    assert not [word for word in OLD.split() if word in page]


def test_a_family_that_nobody_left_says_nothing_of_it() -> None:
    accepted_batch(files([family(1)], [head(1)]))

    page = _client("village_officer", DUN).get(f"/daftar/{Family.objects.get().id}/").content.decode()

    assert "Pernah tercatat" not in page


def test_his_number_finds_the_family_that_he_left_and_opens_there(place: str) -> None:
    client = _client("village_officer", DUN)
    number = IdentityNumber.objects.get(person__family=None)

    assert client.post("/daftar/cari/", {"q": generated_nik(1)}).headers["Location"] == place
    assert generated_nik(1) in client.post(f"{place}nomor/{number.id}/").content.decode()
    event = AuditEvent.objects.get(action="number.revealed")
    assert (event.region_code, event.subject_id) == (DUN, str(Person.objects.get(family=None).id))


def test_he_is_nobodys_outside_the_scope_of_that_family(place: str) -> None:
    client = _client("village_officer", SENYIUR)
    number = IdentityNumber.objects.get(person__family=None)

    assert client.post(f"{place}nomor/{number.id}/").status_code == 404
    answer = client.post("/daftar/cari/", {"q": generated_nik(1)}, follow=True)
    assert "Tidak ada keluarga dengan nomor itu" in answer.content.decode()


def test_neither_list_nor_search_nor_counts_hold_him_any_more(place: str) -> None:
    client = _client("village_officer", DUN)

    assert OLD not in client.get("/daftar/").content.decode()
    assert OLD not in client.get("/daftar/?q=" + OLD.split()[0]).content.decode().split("<main", 1)[1]
    assert Family.objects.get().member_count == 2


def test_who_moved_on_is_a_link_for_those_who_see_the_other_family() -> None:
    accepted_batch(
        files([family(1), family(2, region=SENYIUR)], [head(1), child(11, 1), head(2, region=SENYIUR)])
    )
    accepted_batch(files(people=[head(2, region=SENYIUR), child(11, 2, region=SENYIUR)]))
    left = Family.objects.get(external_ids__value="KEL-1")
    other = Family.objects.get(external_ids__value="KEL-2")

    here = _client("village_officer", DUN).get(f"/daftar/{left.id}/").content.decode()
    above = _client("district_officer", "64.08.01").get(f"/daftar/{left.id}/").content.decode()

    assert "kini pada keluarga lain" in here
    assert str(other.id) not in here
    assert name_of(11) not in here
    assert f'href="/daftar/{other.id}/"' in above
    assert name_of(11) in above


def test_a_number_read_as_corrected_is_told_in_the_timeline() -> None:
    accepted_batch(files([family(1)]))
    accepted_batch(files(people=[head(1, nik=generated_nik(7))]), name="P3KE 2024")

    page = _client("village_officer", DUN).get(f"/daftar/{Family.objects.get().id}/").content.decode()

    assert f"NIK {OLD} diganti menurut daftar P3KE 2024; nomor yang lama tetap tersimpan" in page
