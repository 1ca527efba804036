"""Checks that need more than one row: families against members, files against each other, whole columns."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.unit.engine.lists import PERSON, REGIONS, Row, family, findings, found, number, person, texts

from tepat.engine.checks import Context, run, stage
from tepat.engine.layouts import Layouts, builtin
from tepat.engine.layouts.layout import from_mapping

BPS = {"6404": "64.08", "6402": "64.07", "6403": "64.02"}
KUTAI_BARAT = {"64.07": "Kabupaten Kutai Barat", "64.02.01": "Muara Muntai"}
WORLD = {"known_regions": frozenset({**REGIONS, **KUTAI_BARAT}), "region_names": {**REGIONS, **KUTAI_BARAT}}


def member(key: str = "P2", serial: int = 2, **changes: Any) -> Row:
    """A child of the head, born in 2010."""
    born = date(2010, 5, 6)
    sound = {
        "name": "SITI AMINAH", "nik": number(serial, born=born, female=True), "sex": "PEREMPUAN",
        "birth_date": "06/05/2010", "relation": "ANAK", "marital": "BELUM KAWIN", "age": "13",
        "age_band": "USIA 13-15 TAHUN", "occupation": "TIDAK/BELUM BEKERJA", "employment": "KOSONG",
    }  # fmt: skip
    return person(key, **{**sound, **changes})


def spouse(**changes: Any) -> Row:
    """The head's wife, born in 1982."""
    born = date(1982, 5, 6)
    sound = {
        "nik": number(2, born=born, female=True), "birth_date": "06/05/1982", "relation": "ISTRI/SUAMI",
        "marital": "KAWIN", "age": "41", "age_band": "USIA 19 - 59 TAHUN", "occupation": "PETANI",
        "employment": "PEKERJA BEBAS",
    }  # fmt: skip
    return member(**{**sound, **changes})


def _only(frame: pl.DataFrame) -> tuple[str, int, str, str, str | None, float | None]:
    (line,) = frame.to_dicts()
    names = ("subject", "row_ref", "check", "column", "proposal", "confidence")
    return tuple(line[name] for name in names)  # type: ignore[return-value]  # six names, six values


def test_the_families_used_here_are_sound() -> None:
    assert found(findings([family()], [person(), spouse(), member("P3", 3)], **WORLD, crosswalk=BPS)) == []


def test_a_spouse_of_the_heads_sex_is_found_and_the_number_says_who_is_mistaken() -> None:
    frame = findings([family()], [person(), spouse(sex="LAKI-LAKI")]).filter(check="KEL-008")

    assert _only(frame) == ("person", 1, "KEL-008", "sex", "female", 0.95)


def test_a_child_older_than_the_head_is_found() -> None:
    born = date(1975, 5, 6)
    older = member(nik=number(2, born=born, female=True), birth_date="06/05/1975", age="48",
                   age_band="USIA 19 - 59 TAHUN")  # fmt: skip

    assert found(findings([family()], [person(), older])) == [("person", 1, "KEL-009", "birth_date")]


def test_a_childs_age_is_not_measured_by_a_date_that_is_doubted() -> None:
    frame = findings([family()], [person(birth_date="03/02/2080", nik="", age=""), member()])

    assert "KEL-009" not in set(frame["check"])


def test_another_head_in_the_family_file_is_found_at_both_files() -> None:
    wife = spouse()
    row = family(
        head_name=wife["name"], head_nik=wife["nik"], head_sex="PEREMPUAN", head_birth_date="06/05/1982"
    )

    frame = findings([row], [person(), wife])

    assert found(frame) == [("family", 0, "KEL-010", "head_name"), ("person", 1, "KEL-011", "relation")]
    assert frame["proposal"].to_list() == ["ANDI RAHMAN", "head"]
    assert frame["detail"].to_list() == ["0", None]
    assert frame["confidence"].to_list() == [0.5, 0.5]


def test_a_head_spelt_otherwise_is_the_same_head() -> None:
    assert found(findings([family(head_name="ANDI ROHMAN")], [person()])) == []


def test_a_member_who_is_head_by_the_family_file_is_proposed_where_nobody_else_is() -> None:
    frame = findings([family()], [person(relation="LAINNYA"), member()]).filter(check="KEL-011")

    assert _only(frame) == ("person", 0, "KEL-011", "relation", "head", 0.9)


def test_a_member_of_another_village_is_found_and_the_familys_proposed() -> None:
    away = {"region_code": "6408162004", "village_name": "BAAY", "district_name": "KARANGAN"}

    frame = findings([family()], [person(), member(**away)])

    assert _only(frame) == ("person", 1, "KEL-012", "region_code", "64.08.01.2001", 0.6)


def test_an_address_is_another_only_by_its_letters() -> None:
    frame = findings([family()], [person(address="rt.02"), member(address="RT 07")])

    assert _only(frame) == ("person", 1, "KEL-013", "address", "RT 02", 0.6)


def test_sixteen_under_one_key_are_too_many() -> None:
    rows = [person(), *(member(f"M{i}", i + 2) for i in range(15))]

    assert found(findings([family()], rows)) == [("family", 0, "KEL-015", "family_key")]
    assert found(findings([family()], rows[:15])) == []
    assert found(findings(None, rows)) == [("person", 0, "KEL-015", "family_key")]


def test_one_person_in_two_families_is_found_at_each() -> None:
    rows = [person(), person("P9", "K2", nik=number(9)), member(), member("P2", 3, family_key="K2")]

    frame = findings([family(), family("K2", head_nik=number(9))], rows).filter(check="IND-004")

    assert found(frame) == [("person", 2, "IND-004", "family_key"), ("person", 3, "IND-004", "family_key")]


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        pytest.param("9.90801E+15", "NIK-007", id="exponent"),
        pytest.param(int(number(1)), "NIK-006", id="number-cell"),
        pytest.param(number(1)[:15], "NIK-001", id="short"),
        pytest.param("", "NIK-004", id="blank"),
    ],
)
def test_a_heads_number_lost_in_one_file_is_proposed_from_the_other(damage: Any, check: str) -> None:
    at_family = findings([family(head_nik=damage, head_civil_match="")], [person()])
    at_person = findings([family()], [person(nik=damage, civil_match="")])

    assert _only(at_family)[:5] == ("family", 0, check, "head_nik", number(1))
    assert _only(at_person)[:5] == ("person", 0, check, "nik", number(1))


def test_a_number_that_the_civil_registry_is_said_to_know_is_missed_and_not_blank_as_well() -> None:
    assert found(findings([family()], [person(), member(nik="-")])) == [("person", 1, "NIK-013", "nik")]


def test_a_matched_heads_lost_number_is_proposed_from_the_other_file() -> None:
    told = _only(findings([family(head_nik="")], [person()]))

    assert told[:5] == ("family", 0, "NIK-013", "head_nik", number(1))


def test_a_card_number_is_no_family_key() -> None:
    key = "9908010101200001"

    frame = findings([family(key)], [person(family_key=f"{key[:4]} {key[4:]}"), person("P2", key)])

    assert [line[2] for line in found(frame)].count("KK-001") == 3


def test_numbers_of_a_village_that_all_end_in_zero_are_suspected() -> None:
    days = [date(1980, 1 + i % 12, 2 + i % 20) for i in range(24)]
    rows = [
        person(f"P{i}", f"K{i}", nik=f"{number(i, born=born)[:15]}0", birth_date=f"{born:%d/%m/%Y}")
        for i, born in enumerate(days)
    ]

    assert set(findings(None, rows)["check"]) == {"NIK-012"}
    assert len(findings(None, rows)) == 24
    assert found(findings(None, rows[:19])) == []


def test_a_tenth_of_numbers_ending_in_zero_is_chance() -> None:
    rows = [person(f"P{i}", f"K{i}", nik=number(i)) for i in range(1, 41)]

    assert found(findings(None, rows)) == []


def test_one_birth_date_on_many_rows_is_the_day_of_a_copying() -> None:
    copied = [member(f"M{i}", i + 2, birth_date="17/11/2023", age="", age_band="") for i in range(5)]

    frame = findings([family()], [person(), *copied]).filter(pl.col("check") != "KEL-015")

    assert set(frame["check"]) == {"TGL-005"}
    assert set(frame["proposal"]) == {"2010-05-06"}


def test_one_birth_date_that_the_numbers_say_is_a_birth_date() -> None:
    born = date(2010, 5, 6)
    same = [member(f"M{i}", i + 2, birth_date=f"{born:%d/%m/%Y}") for i in range(8)]

    assert found(findings([family()], [person(), *same])) == []


@pytest.mark.parametrize(
    ("changes", "scope", "check", "proposal"),
    [
        pytest.param({"region_code": "6404012001"}, "64.08", "WIL-006", "64.08.01.2001", id="bps-code"),
        pytest.param({"region_code": "6404010"}, "64.08", "WIL-006", "64.08.01.2001", id="seven-digits-of-bps"),
        pytest.param(
            {"region_code": "6404", "village_name": "", "district_name": ""}, "64.08", "WIL-006", "64.08",
            id="no-names-beside-it",
        ),
        pytest.param({"region_code": "6408012999"}, "64.08", "WIL-002", "64.08.01.2001", id="unknown-village"),
        pytest.param({"region_code": ""}, "64.08", "WIL-001", "64.08.01.2001", id="blank"),
        pytest.param({"region_code": "6408", "district_name": ""}, "64.08", "WIL-005", "64.08.01.2001",
                     id="regency-alone"),
    ],
)  # fmt: skip
def test_a_wrong_code_has_the_village_that_the_names_mean(
    changes: Row, scope: str, check: str, proposal: str
) -> None:
    frame = findings([family(**changes)], None, scope=scope, crosswalk=BPS, **WORLD)

    (line,) = [line for line in frame.to_dicts() if line["column"] == "region_code"]
    assert (line["check"], line["proposal"]) == (check, proposal)


KUKAR = {"regency_name": "KUTAI KARTANEGARA", "district_name": "MUARA MUNTAI", "village_name": "MUARA MUNTAI"}


def test_6402_is_another_regency_for_bps_and_the_names_beside_it_tell_which() -> None:
    """Kemendagri's 64.02 is Kutai Kartanegara, BPS's 6402 is Kutai Barat, whose own code is 64.07."""
    of_kukar = family(region_code="6402012001", **KUKAR)
    of_kubar = family(region_code="6402012001", **{**KUKAR, "regency_name": "KUTAI BARAT"})

    in_kukar = {"scope": "64.02", "crosswalk": BPS, **WORLD}
    in_kubar = {"scope": "64.07", "crosswalk": BPS, **WORLD}

    assert found(findings([of_kukar], None, **in_kukar)) == []
    assert "WIL-006" in set(findings([of_kubar], None, **in_kukar)["check"])
    assert "WIL-006" in set(findings([of_kubar], None, **in_kubar)["check"])
    assert set(findings([of_kukar], None, **in_kubar)["check"]) == {"WIL-003"}


def test_bpnt_and_bst_at_once_is_told_and_a_member_whom_the_family_denies() -> None:
    both = findings([family(prog_bpnt="YA", prog_bst="YA")], None)
    wife = spouse(prog_pkh="YA")
    denied = findings([family()], [person(), wife])

    assert found(both) == [("family", 0, "PROG-001", "prog_bst")]
    assert _only(denied) == ("family", 0, "PROG-003", "prog_pkh", "yes", 0.7)
    assert denied["detail"].to_list() == ["1"]


def _village_list() -> Layouts:
    yes_no = {"kind": "code", "codes": "yes_no"}
    columns = {
        "family_key": {"header": "No", "kind": "key"},
        "region_code": {"header": "Kode", "kind": "region"},
        "head_name": {"header": "Nama", "kind": "name"},
        "head_nik": {"header": "NIK", "kind": "nik"},
        "head_sex": {"header": "JK", "kind": "code", "codes": "sex"},
        "head_birth_date": {"header": "Lahir", "kind": "date"},
        "member_count": {"header": "Jumlah", "kind": "integer"},
        **{f"prog_{code}": {"header": code, **yes_no} for code in ("blt_dd", "pkh", "bst")},
    }
    told = {
        "id": "desa", "title": "Daftar desa", "subject": "family", "source": "village", "version": 1,
        "valid_from": date(2024, 1, 1), "legal_source": "-", "region_code": "kemendagri", "columns": columns,
        "values_from": "p3ke_2023", "keys": ["family_key"], "required": ["family_key"], "marks": ["head_name"],
    }  # fmt: skip
    return Layouts((*builtin(), from_mapping(told)))


def test_rules_hold_for_whatever_layout_has_the_columns() -> None:
    layouts = _village_list()
    row = {"family_key": "K1", "region_code": "6408012001", "head_name": "ANDI", "head_nik": number(1),
           "head_sex": "L", "head_birth_date": "03/02/1980", "member_count": "3", "prog_blt_dd": "YA",
           "prog_pkh": "YA", "prog_bst": "YA"}  # fmt: skip
    context = Context(frozenset(REGIONS), "64.08", date(2024, 2, 1), region_names=REGIONS, layouts=layouts)
    staged = stage(pl.DataFrame([row], schema=dict.fromkeys(row, pl.String)), layouts.get("desa"))

    people = stage(texts([person()], PERSON), PERSON)

    assert found(run(staged, None, context)) == [
        ("family", 0, "PROG-002", "prog_pkh"),
        ("family", 0, "PROG-004", "prog_bst"),
    ]
    assert ("family", 0, "KEL-014", "member_count") in found(run(staged, people, context))


@pytest.mark.parametrize(
    ("name", "check"),
    [
        pytest.param("NN", "NAMA-003", id="nobody"),
        pytest.param("Tanpa Nama", "NAMA-003", id="no-name"),
        pytest.param("BAYI NY. SITI", "NAMA-003", id="a-baby"),
        pytest.param("SITI â€™AISYAH", "NAMA-004", id="wrong-encoding"),
        pytest.param("MU\ufffdIN", "NAMA-004", id="lost-letter"),
        pytest.param("A.", "NAMA-005", id="one-letter"),
        pytest.param("ANDI " * 13, "NAMA-005", id="too-long"),
    ],
)
def test_names_that_are_none_are_found(name: str, check: str) -> None:
    assert [line[2] for line in found(findings(None, [person(name=name)]))] == [check]


@pytest.mark.parametrize("name", ["NINING", "BAYU", "ANDI", "NN RAHMAN", "Ñoño", "A. RAHMAN", "Xaverius"])
def test_names_that_are_names_are_not(name: str) -> None:
    assert found(findings(None, [person(name=name)])) == []
