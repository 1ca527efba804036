"""Whose data an account or a period touched: counts by village, a workbook that names them, for whoever may ask."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tepat.platform.audit.models import AuditEvent
from tepat.platform.regions.clock import today_in
from tepat.registry.models import Family, IdentityNumber
from tests.factories.batches import accepted_batch
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, SENAMBAH, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]


@made_once
def place() -> None:
    """Three families; an officer lists all, opens two, reveals a number of one and takes one village away."""
    accepted_batch(
        files(
            [family(1), family(2), family(3, region=SENAMBAH)],
            [head(1), child(11, 1), head(2), head(3, region=SENAMBAH)],
        )
    )
    officer = _client("regency_verifier", username="dinsos.bocor")
    officer.get("/daftar/")
    for n in (1, 3):
        officer.get(f"/daftar/{_family(n).id}/")
    number = IdentityNumber.objects.get(person__name=name_of(1))
    officer.post(f"/daftar/{_family(1).id}/nomor/{number.id}/")
    _content(officer.get("/daftar/unduh/csv/", {"wilayah": SENAMBAH}))


def _content(answer: Any) -> bytes:
    """All of a download, which also closes its file."""
    return b"".join(answer.streaming_content)


def _client(role: str, region: str = "64.08", username: str = "") -> Client:
    client = Client()
    client.force_login(user_with_role(role, region, **({"username": username} if username else {})))
    return client


def _family(n: int) -> Family:
    return Family.objects.get(head_name=name_of(n))


def _days() -> dict[str, str]:
    """Today and its neighbours: a test may run over midnight."""
    today = today_in("64.08")
    return {"dari": str(today - timedelta(days=1)), "sampai": str(today + timedelta(days=1))}


def _rows(content: bytes, sheet: str) -> list[dict[str, object]]:
    first, *rest = openpyxl.load_workbook(BytesIO(content), read_only=True)[sheet].values
    return [dict(zip(map(str, first), row, strict=True)) for row in rest]


def _file(client: Client, **asked: str) -> bytes:
    query = "&".join(f"{name}={value}" for name, value in {**_days(), **asked}.items())
    answer = client.post(f"/tersentuh/xlsx/?{query}", {"alasan": "Laporan 7/2026"})
    assert answer.status_code == 200
    return _content(answer)


def test_the_page_counts_by_village_what_an_account_touched() -> None:
    page = _client("administrator").get("/tersentuh/", {**_days(), "akun": "dinsos.bocor"})

    counted = {
        one.code: (one.seen, one.listed, one.revealed, one.exported, one.changed)
        for _district, villages in page.context["districts"]
        for one in villages
    }
    assert counted == {DUN: (1, 2, 1, 0, 0), SENAMBAH: (1, 1, 0, 1, 0)}
    acts = [(act.what, act.count, act.exported) for act in page.context["acts"]]
    assert acts == [("mengunduh daftar 1 keluarga sebagai CSV", 1, True), ("Daftar keluarga", 3, False)]
    body = page.content.decode()
    assert "3 × 24 jam" in body
    assert name_of(1) not in body


def test_the_file_names_whom_to_tell_and_is_itself_kept() -> None:
    content = _file(_client("auditor"), akun="dinsos.bocor")

    families = {row["Kepala keluarga"]: row for row in _rows(content, "Keluarga")}
    ways = ("Halaman dilihat", "Nomor dibuka", "Dalam berkas", "Diubah")
    assert {name: [row[way] for way in ways] for name, row in families.items()} == {
        name_of(1): [1, 1, 0, 0], name_of(3): [1, 0, 1, 0],
    }  # fmt: skip
    assert families[name_of(1)]["Kode wilayah"] == DUN
    people = _rows(content, "Orang")
    assert [(row["Nama"], row["Nomor dibuka"]) for row in people if row["Nomor dibuka"]] == [(name_of(1), 1)]
    assert len(people) == 3
    assert [row["Jumlah"] for row in _rows(content, "Daftar dan berkas")] == [3, 1]
    told = AuditEvent.objects.get(action="exposure.reported")
    assert (told.region_code, told.detail["users"], told.detail["reason"]) == (
        "64.08", ["dinsos.bocor"], "Laporan 7/2026",
    )  # fmt: skip
    assert (told.detail["families"], told.detail["people"]) == (2, 3)


def test_who_may_not_see_names_gets_initials_and_no_address() -> None:
    content = _file(_client("administrator"), akun="dinsos.bocor")

    for row in _rows(content, "Keluarga"):
        assert len(str(row["Kepala keluarga"]).split()[0]) == 2
        assert row["Alamat"] in (None, "")
    assert name_of(1) not in str(_rows(content, "Orang"))


def test_everybody_in_a_period_counts_what_a_list_changed() -> None:
    content = _file(_client("auditor"))

    assert {row["Kepala keluarga"]: row["Diubah"] for row in _rows(content, "Keluarga")} == {
        name_of(n): 1 for n in (1, 2, 3)
    }
    changed = {row["Kode wilayah"]: row["Keluarga diubah"] for row in _rows(content, "Per desa")}
    assert (changed[DUN], changed[SENAMBAH]) == (2, 1)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param({"akun": "siapa.saja"}, "Tidak ada akun siapa.saja di wilayah Anda", id="account"),
        pytest.param({"dari": "2026-02-02", "sampai": "2026-02-01"}, "mendahului tanggal awal", id="order"),
        pytest.param({"dari": "2024-01-01", "sampai": "2026-02-01"}, "Lebih dari setahun", id="length"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(asked: dict[str, str], sentence: str) -> None:
    client = _client("auditor")
    page = client.get("/tersentuh/", {**_days(), **asked})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert client.post("/tersentuh/xlsx/", {"alasan": ""}).status_code == 422


def test_another_regency_sees_nothing_and_does_not_learn_of_the_account() -> None:
    neighbour = _client("auditor", "64.02")

    assert not neighbour.get("/tersentuh/", _days()).context["districts"]
    assert _rows(_file(neighbour), "Keluarga") == []
    assert (
        "Tidak ada akun dinsos.bocor"
        in neighbour.get("/tersentuh/", {**_days(), "akun": "dinsos.bocor"}).content.decode()
    )
    assert _client("regency_verifier", "64.08").get("/tersentuh/").status_code == 403
