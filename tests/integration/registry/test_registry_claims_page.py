"""The page of claims and the page of one correction, as the officer and others meet them."""

import pytest
from django.test import Client
from django.urls import reverse

from tepat.platform.accounts.models import User
from tepat.registry.models import Claim, Family, Person
from tepat.registry.services import correct_field
from tests.factories.batches import accepted_batch
from tests.factories.lasting import made_once
from tests.factories.lists import SENAMBAH, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("claims")]

PAGE, DECIDE = "/daftar/usulan/", "/daftar/usulan/putuskan/"


OFFICER = "dinsos.usulan"


@pytest.fixture
def officer(claims: list[Claim]) -> User:
    return User.objects.get(username=OFFICER)


@pytest.fixture
def client(officer: User) -> Client:
    made = Client()
    made.force_login(officer)
    return made


@made_once
def claims() -> list[Claim]:
    """Two families of two districts, each with a claim on its address; the first with one on its child's name."""
    officer = user_with_role("regency_verifier", "64.08", username=OFFICER)
    first = files([family(1), family(2, region=SENAMBAH)], [head(1), child(11, 1), head(2, region=SENAMBAH)])
    accepted_batch(first, by=officer)
    for one in Family.objects.all():
        correct_field(by=officer, family=one, field="address", value="Gang Buntu 4", reason="dilihat")
    person = Person.objects.get(relation="child")
    assert person.family is not None
    correct_field(
        by=officer, family=person.family, person=person, field="name", value="Zulaikha Baru", reason="KTP"
    )
    accepted_batch(first, by=officer)
    return list(Claim.objects.order_by("id"))


def test_present_and_claimed_stand_side_by_side(client: Client, claims: list[Claim]) -> None:
    page = client.get(PAGE).content.decode()

    assert page.count("Gang Buntu 4") == 2
    assert "Zulaikha Baru" in page
    assert name_of(11) in page
    assert "keluarga.csv · baris 2" in page


def test_filters_narrow_and_count(client: Client, claims: list[Claim]) -> None:
    page = client.get(PAGE, {"wilayah": SENAMBAH[:8]}).content.decode()

    assert "semua 1 menurut saringan" in page
    assert "semua 3</label>" in client.get(PAGE).content.decode()
    assert page.count("Gang Buntu 4") == 1
    assert name_of(2) in page
    assert name_of(1) not in page


def test_one_button_accepts_one_claim(client: Client, claims: list[Claim]) -> None:
    one = next(claim for claim in claims if claim.person)

    answer = client.post(DECIDE, {"aksi": f"terima.{one.id}"}, follow=True)

    assert "1 usulan diputuskan" in answer.content.decode()
    assert Person.objects.get(relation="child").name == name_of(11)
    assert Claim.objects.filter(state="open").count() == 2


def test_the_picked_are_refused_and_opened_again(client: Client, claims: list[Claim]) -> None:
    picked = [str(claim.id) for claim in claims[:2]]

    client.post(DECIDE, {"aksi": "tolak", "pilih": picked})
    assert Claim.objects.filter(state="refused").count() == 2
    assert set(Family.objects.values_list("address", flat=True)) == {"Gang Buntu 4"}

    refused = client.get(PAGE, {"keadaan": "refused"}).content.decode()
    assert "Pengguna regency_verifier" in refused
    client.post(f"{DECIDE}?keadaan=refused", {"aksi": "batalkan", "semua": "1"})
    assert Claim.objects.filter(state="open").count() == 3


def test_all_of_a_filter_are_accepted(client: Client, claims: list[Claim]) -> None:
    client.post(f"{DECIDE}?isian=address", {"aksi": "terima", "semua": "1"})

    assert list(Claim.objects.filter(state="open").values_list("field", flat=True)) == ["name"]
    assert "Gang Buntu 4" not in set(Family.objects.values_list("address", flat=True))


def test_questions_are_accepted_singly_however_many_are_picked(client: Client, claims: list[Claim]) -> None:
    asking, plain = claims[:2], claims[2]
    Claim.objects.filter(id__in=[one.id for one in asking]).update(severity=Claim.QUESTION)

    both = client.post(DECIDE, {"aksi": "terima", "pilih": [str(one.id) for one in asking]}, follow=True)
    assert "tidak dapat diterima bersama yang lain" in both.content.decode()
    mixed = client.post(DECIDE, {"aksi": "terima", "pilih": [str(one.id) for one in claims]}, follow=True)
    assert "2 usulan bertanya tidak ikut diterima" in mixed.content.decode()
    client.post(DECIDE, {"aksi": "terima", "semua": "1"})
    assert list(Claim.objects.exclude(state="open")) == [plain]

    client.post(DECIDE, {"aksi": "terima", "pilih": [str(asking[0].id)]})
    client.post(DECIDE, {"aksi": f"terima.{asking[1].id}"})
    assert not Claim.objects.exclude(state="accepted").exists()


def test_questions_are_refused_together(client: Client, claims: list[Claim]) -> None:
    Claim.objects.update(severity=Claim.QUESTION)

    client.post(DECIDE, {"aksi": "tolak", "semua": "1"})

    assert Claim.objects.filter(state="refused").count() == 3


def test_a_decided_claim_says_so(client: Client, claims: list[Claim]) -> None:
    client.post(DECIDE, {"aksi": f"tolak.{claims[0].id}"})

    answer = client.post(DECIDE, {"aksi": f"terima.{claims[0].id}"}, follow=True)

    assert "sudah diputuskan" in answer.content.decode()


def test_nothing_picked_is_said(client: Client, claims: list[Claim]) -> None:
    answer = client.post(DECIDE, {"aksi": "buang", "pilih": "x"}, follow=True)

    assert "Belum ada yang dipilih" in answer.content.decode()


@pytest.mark.parametrize(("role", "region"), [("regency_verifier", "64.02"), ("village_officer", SENAMBAH)])
def test_nobody_else_decides(role: str, region: str, claims: list[Claim]) -> None:
    other = Client()
    other.force_login(user_with_role(role, region))

    other.post(DECIDE, {"aksi": "terima", "semua": "1"})
    other.post(DECIDE, {"aksi": "terima", "pilih": [str(claim.id) for claim in claims]})

    assert Claim.objects.filter(state="open").count() == 3
    assert "Gang Buntu" not in other.get(PAGE).content.decode()


def test_the_familys_page_tells_of_its_claims(client: Client, claims: list[Claim]) -> None:
    person = Person.objects.get(relation="child")

    page = client.get(reverse("registry:family", args=[person.family_id])).content.decode()

    assert "Usulan perubahan" in page
    assert f"/daftar/usulan/?keluarga={person.family_id}" in page
    assert "Diperbaiki oleh Pengguna regency_verifier: KTP" in page
    assert "terverifikasi" in page


def test_a_reader_without_names_sees_initials(claims: list[Claim]) -> None:
    planner = Client()
    planner.force_login(user_with_role("regency_planner", "64.08"))
    person = Person.objects.get(relation="child")

    page = planner.get(reverse("registry:family", args=[person.family_id])).content.decode()

    assert "Usulan perubahan" in page
    assert "Zulaikha" not in page
    assert name_of(11).split()[0] not in page
    assert "/daftar/usulan/" not in page


def test_a_field_is_put_right_on_its_page(client: Client, claims: list[Claim]) -> None:
    found = Family.objects.get(region_code=SENAMBAH)
    address = reverse("registry:correct", args=[found.id])
    assert "Jenis atap" in client.get(address).content.decode()

    wrong = client.post(f"{address}?isian=.roof", {"value": "", "reason": "dilihat"})
    assert wrong.status_code == 422
    answer = client.post(f"{address}?isian=.roof", {"value": "concrete", "reason": "dilihat"}, follow=True)

    found.refresh_from_db()
    assert found.dwelling.roof == "concrete"
    assert "Isian diperbaiki" in answer.content.decode()


def test_what_the_registry_refuses_is_said_with_what_was_typed(client: Client, claims: list[Claim]) -> None:
    found = Family.objects.get(region_code=SENAMBAH)

    answer = client.post(
        f"{reverse('registry:correct', args=[found.id])}?isian=.floor_area",
        {"value": "dua puluh", "reason": "dilihat"},
    )

    assert answer.status_code == 422
    assert "bilangan bulat" in answer.content.decode()
    assert "dua puluh" in answer.content.decode()


def test_who_may_not_correct_is_turned_away(claims: list[Claim]) -> None:
    found = Family.objects.get(region_code=SENAMBAH)
    other = Client()
    other.force_login(user_with_role("village_officer", SENAMBAH))

    answer = other.post(
        f"{reverse('registry:correct', args=[found.id])}?isian=.address", {"value": "X", "reason": "Y"}
    )

    assert answer.status_code == 403
    found.refresh_from_db()
    assert found.address == "Gang Buntu 4"
