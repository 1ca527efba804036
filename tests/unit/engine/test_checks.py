"""Each check: what it finds, where, and that a sound row has no finding at all."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.unit.engine.lists import REGIONS, Row, family, findings, found, number, person, told

from tepat.engine.checks import FINDINGS_SCHEMA, SEVERITIES, catalogue
from tepat.engine.checks.batch import functions

PERSON_DAMAGE = [
    pytest.param({"nik": number(1)[:15]}, "NIK-001", "nik", id="fifteen-digits"),
    pytest.param({"nik": "88" + number(1)[2:]}, "NIK-002", "nik", id="no-such-province"),
    pytest.param({"nik": "9908AB0302800001"}, "NIK-002", "nik", id="letters"),
    pytest.param({"nik": "0", "civil_match": "KOSONG"}, "NIK-004", "nik", id="zero"),
    pytest.param({"nik": "", "civil_match": ""}, "NIK-004", "nik", id="no-number"),
    pytest.param({"nik": number(2), "person_key": number(2)}, "NIK-005", "nik", id="number-is-the-key"),
    pytest.param({"nik": int(number(1))}, "NIK-006", "nik", id="number-cell"),
    pytest.param({"nik": "9.90801E+15"}, "NIK-007", "nik", id="exponent"),
    pytest.param({"nik": "00" + number(1)[2:]}, "NIK-008", "nik", id="begins-with-zero"),
    pytest.param({"nik": f"'{number(2)}"}, "NIK-009", "nik", id="apostrophe"),
    pytest.param({"nik": f"{number(2)}.0"}, "NIK-009", "nik", id="point-zero"),
    pytest.param({"nik": number(2).replace("0", "O", 1)}, "NIK-010", "nik", id="letter-o"),
    pytest.param({"birth_date": "04/02/1980"}, "NIK-011", "birth_date", id="other-birth-day"),
    pytest.param({"sex": "PEREMPUAN"}, "JK-001", "sex", id="other-sex"),
    pytest.param({"family_key": ""}, "KEL-001", "family_key", id="no-family-key"),
    pytest.param({"person_key": " "}, "IND-001", "person_key", id="no-person-key"),
    pytest.param({"region_code": ""}, "WIL-001", "region_code", id="no-region"),
    pytest.param({"region_code": "6408999999"}, "WIL-002", "region_code", id="no-such-region"),
    pytest.param({"region_code": "Senyiur"}, "WIL-002", "region_code", id="region-without-code"),
    pytest.param({"village_name": "LONG NAH"}, "WIL-004", "village_name", id="other-village-name"),
    pytest.param({"district_name": "BUSANG"}, "WIL-004", "district_name", id="other-district-name"),
    pytest.param({"region_code": "640801"}, "WIL-005", "region_code", id="district-only"),
    pytest.param({"name": ""}, "NAMA-001", "name", id="no-name"),
    pytest.param({"name": "-"}, "NAMA-001", "name", id="dash-for-a-name"),
    pytest.param({"name": "ANDI 2"}, "NAMA-002", "name", id="digit-in-name"),
    pytest.param({"birth_date": "30/02/1980"}, "TGL-001", "birth_date", id="30-february"),
    pytest.param({"birth_date": "02/25/1980"}, "TGL-001", "birth_date", id="month-first"),
    pytest.param({"age": "12", "age_band": "USIA 6-12 TAHUN"}, "UMUR-001", "age", id="other-age"),
    pytest.param({"age_band": "USIA 60+ TAHUN"}, "UMUR-002", "age_band", id="other-age-band"),
    pytest.param({"occupation": "PETANI KOPI"}, "KODE-001", "occupation", id="unknown-code"),
    pytest.param({"prog_pkh": "1"}, "KODE-001", "prog_pkh", id="unknown-yes-or-no"),
    pytest.param({"desil": "11"}, "KODE-002", "desil", id="desil-11"),
    pytest.param({"percentile": "empat"}, "KODE-002", "percentile", id="percentile-in-words"),
]


@pytest.mark.parametrize(("changes", "check", "column"), PERSON_DAMAGE)
def test_damaged_person_has_this_finding_and_no_other(changes: Row, check: str, column: str) -> None:
    frame = findings(
        [family()], [person(), person("P2", **{"relation": "ANAK", "nik": number(2), **changes})]
    )

    assert found(frame) == [("person", 1, check, column)]


@pytest.mark.parametrize(
    ("changes", "check", "column"),
    [
        pytest.param({"head_nik": "9.90801E+15"}, "NIK-007", "head_nik", id="exponent"),
        pytest.param({"head_nik": "-", "head_civil_match": "KOSONG"}, "NIK-004", "head_nik", id="no-number"),
        pytest.param({"head_sex": "P"}, "JK-001", "head_sex", id="other-sex"),
        pytest.param({"head_birth_date": "03-02-1981"}, "NIK-011", "head_birth_date", id="other-birth-date"),
        pytest.param({"head_name": ""}, "NAMA-001", "head_name", id="no-name"),
        pytest.param({"roof": "DAUN"}, "KODE-001", "roof", id="unknown-roof"),
        pytest.param({"region_code": ""}, "WIL-001", "region_code", id="no-region"),
    ],
)
def test_damaged_family_has_this_finding_and_no_other(changes: Row, check: str, column: str) -> None:
    assert found(findings([family(**changes)], [person()])) == [("family", 0, check, column)]


def test_clean_lists_have_no_finding() -> None:
    members = [
        person(),
        person("P2", nik=number(2, born=date(1981, 12, 31), female=True), sex="PEREMPUAN", age="41",
               birth_date="31/12/1981", relation="ISTRI/SUAMI", name="NUR'AINI"),
        person("P3", nik=number(3, born=date(2018, 1, 1)), relation="ANAK", birth_date="43101", age="5",
               age_band="USIA < 5 TAHUN", marital="Belum  Kawin", occupation="tidak/belum bekerja"),
        person("P4", "K2", region_code="64.08.16.2004", district_name="Karangan", village_name="Desa Baay",
               nik=number(4)),
    ]  # fmt: skip
    families = [
        family(),
        family(
            "K2", region_code=6408162004, district_name="KARANGAN", village_name="BA`AY", head_nik=number(4)
        ),
    ]

    frame = findings(families, members)

    assert found(frame) == []
    assert dict(frame.schema) == FINDINGS_SCHEMA


def test_only_unidentified_rows_are_held_by_default() -> None:
    holding = {check.id for check in catalogue().values() if check.severity == "hold"}

    assert holding == {"KEL-001", "IND-001", "WIL-001", "WIL-002", "WIL-003", "WIL-006"}


def test_row_of_another_regency_is_outside_the_scope() -> None:
    elsewhere = {
        "region_code": "6402012001",
        "regency_name": "KUTAI KARTANEGARA",
        "district_name": "",
        "village_name": "MUARA MUNTAI",
    }

    frame = findings([family(**elsewhere)], [person()])

    assert found(frame) == [("family", 0, "WIL-003", "region_code")]
    assert "Kutai Timur" in told(frame)[0]
    assert found(findings([family(**elsewhere)], [person(**elsewhere)], scope="")) == []
    assert found(findings([family(**elsewhere)], [person(**elsewhere)], scope="64")) == []


def test_scope_is_a_whole_code_and_no_mere_beginning() -> None:
    known = frozenset([*REGIONS, "64.080.1"])

    assert found(findings([family()], [person()], known_regions=known, scope="64.0"))[0][2] == "WIL-003"


def test_birth_in_the_future_and_long_ago_is_found() -> None:
    rows = [
        person("P1", birth_date="02/02/2024", nik="", age=""),
        person("P2", birth_date="03/02/1880", nik="", age="", relation="ANAK"),
    ]

    frame = findings([family()], rows).filter(pl.col("check").str.starts_with("TGL"))

    assert found(frame) == [("person", 0, "TGL-002", "birth_date"), ("person", 1, "TGL-004", "birth_date")]


@pytest.mark.parametrize(
    ("nik", "checks"),
    [
        pytest.param(number(1, born=date(1980, 1, 1)), [], id="the-number-says-so-too"),
        pytest.param("", ["NIK-004", "TGL-003"], id="no-number"),
        pytest.param(number(1, born=date(1980, 5, 9)), ["TGL-003"], id="the-number-knows-better"),
    ],
)
def test_first_of_january_is_doubted_unless_the_number_says_it(nik: str, checks: list[str]) -> None:
    frame = findings([family()], [person(nik=nik, birth_date="01/01/1980", civil_match="KOSONG")])

    assert frame["check"].to_list() == checks


def test_number_on_two_people_is_found_at_each_of_them() -> None:
    rows = [person("P1"), person("P2", relation="ANAK"), person("P3", relation="ANAK", nik=number(3))]

    frame = findings([family()], rows)

    assert found(frame) == [("person", 0, "NIK-003", "nik"), ("person", 1, "NIK-003", "nik")]
    assert "2 baris" in told(frame)[0]


@pytest.mark.parametrize("nothing", ["", "0", "0000000000000000", "9999999999999999", "-"])
def test_many_without_a_number_do_not_share_one(nothing: str) -> None:
    nobody = {"nik": nothing, "civil_match": "KOSONG"}
    rows = [person("P1", **nobody), person("P2", relation="ANAK", **nobody)]

    assert set(findings([family()], rows)["check"]) == {"NIK-004"}


def test_shared_number_of_heads_is_told_when_there_are_no_people() -> None:
    frame = findings([family("K1"), family("K2")])

    assert found(frame) == [("family", 0, "NIK-003", "head_nik"), ("family", 1, "NIK-003", "head_nik")]


def test_family_without_members_and_members_without_family_are_found() -> None:
    frame = findings(
        [family("K1"), family("K2", head_nik=number(9))], [person(), person("P9", "K9", nik=number(9))]
    )

    assert found(frame) == [("family", 1, "KEL-004", "family_key"), ("person", 1, "KEL-005", "family_key")]


@pytest.mark.parametrize(
    ("families", "persons"),
    [pytest.param([family()], None, id="families"), pytest.param(None, [person()], id="people")],
)
def test_one_file_alone_is_no_fault(families: list[Row] | None, persons: list[Row] | None) -> None:
    assert found(findings(families, persons)) == []


def test_family_without_a_head_is_told_once_at_the_family() -> None:
    rows = [person(relation="ANAK"), person("P2", nik=number(2), name="SITI", relation="LAINNYA")]

    assert found(findings([family()], rows)) == [
        ("family", 0, "KEL-002", "head_name"),
        ("person", 0, "KEL-011", "relation"),
    ]
    assert found(findings(None, rows)) == [("person", 0, "KEL-002", "relation")]


def test_unreadable_relation_is_told_once_and_not_as_a_missing_head() -> None:
    assert found(findings([family()], [person(relation="BAPAK")])) == [("person", 0, "KODE-001", "relation")]


def test_two_heads_are_told_at_each_of_them() -> None:
    frame = findings([family()], [person(), person("P2", nik=number(2))])

    assert found(frame) == [("person", 0, "KEL-003", "relation"), ("person", 1, "KEL-003", "relation")]


def test_repeated_keys_are_told_apart_by_their_content() -> None:
    rows = [person(), person(), person(name="ANDI RAHMAT"), person(name="ANDI RAHMAT")]

    frame = findings([family(), family(), family(address="RT 09")], rows)

    assert found(frame) == [
        ("family", 1, "KEL-007", "family_key"),
        ("family", 2, "KEL-006", "family_key"),
        ("person", 1, "IND-003", "person_key"),
        ("person", 2, "IND-002", "person_key"),
        ("person", 3, "IND-003", "person_key"),
    ]


def test_severity_is_the_administrators_to_set() -> None:
    frame = findings([family()], [person(nik="", civil_match="")], severities={"NIK-004": "hold"})

    assert frame["severity"].to_list() == ["hold"]


def test_sentence_names_the_column_and_the_value() -> None:
    message = told(findings([family(roof="DAUN")], [person()]))[0]

    assert message == "Nilai «DAUN» pada kolom Jenis Atap tidak ada pada daftar nilainya."


@pytest.mark.parametrize(("changes", "check", "column"), PERSON_DAMAGE)
def test_sentence_never_repeats_a_number_or_a_name(changes: Row, check: str, column: str) -> None:
    slipped: dict[str, Any] = {**changes, "occupation": number(5), "name": changes.get("name", "ANI RAHAYU")}

    for message in told(findings([family()], [person(**slipped)])):
        assert number(5) not in message
        assert number(1)[:10] not in message
        assert "ANI RAHAYU" not in message
        assert "{" not in message


def test_value_is_the_cell_as_it_was_read() -> None:
    frame = findings([family()], [person(nik=f"'{number(1)}")])

    assert frame["value"].to_list() == [f"'{number(1)}"]


def test_catalogue_and_functions_are_the_same_checks() -> None:
    assert set(functions) == set(catalogue())
    for check in catalogue().values():
        assert check.severity in SEVERITIES
        assert check.subject in ("family", "person", "both")
        for sentence in check.sentences():
            assert sentence.words.strip() == sentence.words != ""
