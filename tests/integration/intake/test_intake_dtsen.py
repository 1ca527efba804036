"""DTSEN: pipes, codes, BPS regions, KK numbers as keys; and what becomes of these in the registry."""

from typing import Any

import pytest

from tepat.intake.models import Batch, BatchRow
from tepat.platform.regions.models import RegionCrosswalk
from tepat.registry.models import DesilReading, ExternalId, Family, IdentityNumber, Person, ProgrammeReceipt
from tepat.registry.numbers import unsealed
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import csv_bytes, generated_nik
from tests.factories.lists import SENYIUR, head
from tests.factories.lists import files as p3ke_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
FAMILIES, MEMBERS = "dtsen_keluarga", "dtsen_anggota"
KK = "9908010102030001"
_PLACE = {
    "regency_code": "6404.0",
    "district_code": "6404020",
    "regency_name": "KUTAI TIMUR",
    "district_name": "MUARA ANCALONG",
    "village_name": "SENYIUR",
}


@pytest.fixture(autouse=True)
def _crosswalk() -> None:
    RegionCrosswalk.objects.create(scheme="bps", their_code="6404", our_code="64.08", source="contoh")


def _family(kk: str = KK, **changes: Any) -> dict[str, Any]:
    return {
        **_PLACE,
        "kk": f"{kk}.0",
        "head_name": "WIRATMAJA",
        "address": "JL POROS",
        "house_tenure": "1",
        "floor_area": "36",
        "floor": "10",
        "wall": "3.0",
        "roof": "9",
        "drinking_water": "8",
        "lighting": "1",
        "power": "1",
        "cooking_fuel": "4",
        "toilet": "2",
        "closet": "1",
        "waste": "3",
        "prog_pbi_jk": "1",
        "prog_pbi_daerah": "2",
        "desil": "1",
        "desil_province": "2",
        "desil_regency": "3",
        **changes,
    }


def _member(serial: int, kk: str = KK, **changes: Any) -> dict[str, Any]:
    return {
        "nik": generated_nik(serial),
        "kk": kk,
        "name": f"ORANG {'ABCDEFGHIJ'[serial % 10]}",
        "sex": "1",
        "birth_date": "1985-03-14",
        "age": "40",
        "marital": "2",
        "relation": "1",
        "rt": "3",
        "rw": "1",
        "regency_code": "6402",
        "regency_name": "KUTAI BARAT",
        "district_name": "MELAK",
        "occupation": "PETANI/PEKEBUN",
        "schooling": "3",
        "education": "2",
        **changes,
    }


def _files(families: list[dict[str, Any]], members: list[dict[str, Any]]) -> dict[str, bytes]:
    return {
        "a.csv": csv_bytes(FAMILIES, families, delimiter="|"),
        "b.csv": csv_bytes(MEMBERS, members, delimiter="|"),
    }


def test_clean_files_go_in_whole_without_a_finding() -> None:
    batch = accepted_batch(
        _files([_family()], [_member(1), _member(2, relation="4", occupation="JURU MASAK")])
    )

    assert list(batch.findings.values_list("check_id", "column")) == []
    assert (batch.scheme, batch.families, batch.persons) == ("dtsen", 1, 2)
    family = Family.objects.select_related("dwelling").get()
    assert (family.region_code, family.desil, family.kk_status) == (SENYIUR, 1, "sound")
    house = family.dwelling
    assert (house.floor, house.wall, house.roof, house.floor_area) == ("tile", "wood", "asbestos_zinc", 36)
    assert (house.drinking_water, house.toilet, house.closet, house.waste) == (
        "unprotected_spring", "with_others", "goose_neck", "hole",
    )  # fmt: skip
    assert dict(DesilReading.objects.values_list("scale", "value")) == {
        "dtsen.national": 1,
        "dtsen.province": 2,
        "dtsen.regency": 3,
    }
    assert [(r.programme, r.family) for r in ProgrammeReceipt.objects.all()] == [("pbi_jk", family)]
    people = Person.objects.order_by("relation")
    assert [(p.relation, p.occupation, p.marital, p.schooling) for p in people] == [
        ("child_in_law", "other", "married_registered", "ended"),
        ("head", "farmer", "married_registered", "ended"),
    ]


def test_kk_number_is_the_familys_sealed_and_a_key_only_as_blind_index() -> None:
    accepted_batch(_files([_family()], [_member(1)]))

    number = IdentityNumber.objects.get(kind="kk")
    assert (unsealed(number), number.usable) == (KK, True)
    keys = [*ExternalId.objects.values_list("value", flat=True), *BatchRow.objects.values_list("family_key")]
    assert not any(KK in str(key) or generated_nik(1) in str(key) for key in keys)


@pytest.mark.parametrize("nothing", ["", "0", "0000000000000000", "9999999999999999", "-", "6.40805E+15"])
def test_families_without_a_kk_number_never_become_one(nothing: str) -> None:
    batch = checked_batch(
        _files([_family(nothing), _family(nothing)], [_member(1, nothing), _member(2, nothing)])
    )

    assert (batch.held, batch.pending) == (4, 0)
    assert batch.findings.filter(check_id="KEL-001").count() == 4


def test_members_without_a_nik_or_with_one_nik_stay_apart() -> None:
    members = [
        _member(1),
        _member(1, name="ORANG LAIN", relation="3"),
        _member(3, nik="", name="ANAK SATU", relation="3"),
        _member(4, nik="0", name="ANAK DUA", relation="3"),
    ]

    accepted_batch(_files([_family()], members))

    assert Person.objects.count() == 4
    assert list(IdentityNumber.objects.filter(kind="nik").values_list("usable", flat=True)) == [False, False]


def test_the_same_files_again_change_nothing() -> None:
    given = _files([_family()], [_member(1), _member(3, nik="", name="ANAK SATU", relation="3")])
    accepted_batch(given)
    before = (Family.objects.count(), Person.objects.count(), DesilReading.objects.count())

    accepted_batch(given)

    assert (Family.objects.count(), Person.objects.count(), DesilReading.objects.count()) == before
    assert IdentityNumber.objects.filter(ended_by__isnull=False).count() == 0


def test_a_number_on_two_lists_is_matchings_to_decide_and_stays_usable() -> None:
    accepted_batch(p3ke_files([], [head(1)]))

    batch = accepted_batch(_files([_family()], [_member(1)]), name="DTSEN")

    assert not batch.findings.filter(check_id="NIK-003").exists()
    assert set(IdentityNumber.objects.filter(kind="nik").values_list("usable", flat=True)) == {True}


def test_member_lives_where_his_family_does_and_alone_where_his_card_says() -> None:
    whole = checked_batch(_files([_family()], [_member(1)]))
    alone = checked_batch({"b.csv": csv_bytes(MEMBERS, [_member(1)], delimiter="|")}, name="lain")

    assert set(whole.rows.values_list("region_code", "state")) == {(SENYIUR, "pending")}
    assert list(alone.findings.filter(severity="hold").values_list("check_id", flat=True)) == ["WIL-002"]


def test_bps_code_of_another_regency_than_its_name_is_held() -> None:
    batch = checked_batch(_files([_family(regency_name="KUTAI KARTANEGARA")], []))

    assert list(batch.findings.filter(severity="hold").values_list("check_id", flat=True)) == ["WIL-002"]


def test_lists_with_different_keys_in_one_batch_are_refused_in_words() -> None:
    batch = checked_batch(
        {**p3ke_files([], [head(1)]), "a.csv": csv_bytes(FAMILIES, [_family()], delimiter="|")}
    )

    assert batch.state == Batch.State.UNREADABLE
    assert "batch sendiri" in batch.trouble
