"""Who looked at the list, a search and a family is kept, with what each regency's auditor may know of it."""

import pytest
from django.test import Client

from tepat.platform.audit.models import AuditEvent, Look
from tepat.registry.models import Family
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, SENAMBAH, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]


@made_once
def place() -> str:
    """Three families of two villages; the page of the first."""
    accepted_batch(
        files(
            [family(1), family(2), family(3, region=SENAMBAH)],
            [head(1), child(11, 1), head(2), head(3, region=SENAMBAH)],
        )
    )
    return f"/daftar/{Family.objects.get(head_name=name_of(1)).id}/"


def _client(role: str = "regency_verifier", region: str = "64.08") -> Client:
    client = Client(REMOTE_ADDR="10.1.2.3")
    client.force_login(user_with_role(role, region))
    return client


def test_a_list_is_kept_as_counts_with_its_filter() -> None:
    client = _client()
    client.get("/daftar/")
    client.get("/daftar/", {"wilayah": SENAMBAH, "nik": "blank"})
    client.get("/daftar/", {"wilayah": SENAMBAH, "desil": "9"})

    whole, *rest = Look.objects.order_by("at")
    assert (whole.page, whole.families, whole.detail) == (
        "families.listed", 3, {"shown": {DUN: 2, SENAMBAH: 1}},
    )  # fmt: skip
    assert (whole.region_code, whole.chain, whole.via, whole.ip) == ("64.08", "64.08", "web", "10.1.2.3")
    assert whole.actor_name == "Pengguna regency_verifier"
    assert not rest  # the filters leave nobody


def test_a_search_keeps_no_name() -> None:
    _client().get("/daftar/", {"q": name_of(1)})

    look = Look.objects.get()
    assert look.page == "families.searched"
    assert look.detail["words"] == len(name_of(1).split())
    assert name_of(1).split()[0].casefold() not in look.detail_text.casefold()


def test_a_family_is_kept_by_its_id_with_all_who_stand_on_its_page(place: str) -> None:
    client = _client("village_officer", DUN)
    for _again in range(3):
        client.get(place)

    look = Look.objects.get()
    assert (look.page, look.subject_kind, look.subject_id) == ("family.opened", "family", place.split("/")[2])
    assert (look.families, look.people) == (1, 2)
    assert not AuditEvent.objects.filter(action__startswith="families").exists()


def test_who_sees_nothing_leaves_no_look(place: str) -> None:
    client = _client("regency_verifier", "64.02")
    assert client.get(place).status_code == 404
    client.get("/daftar/")
    client.post("/daftar/cari/", {"q": generated_nik(1)})

    assert not Look.objects.exists()
