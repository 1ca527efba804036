"""What a finding proposes for its row's column, as a canonical value, and how sure it is."""

from datetime import date

import pytest
from tests.unit.engine.lists import Row, family, findings, number, person

from tepat.engine.checks import certainty

CHILD = {"relation": "ANAK", "marital": "BELUM KAWIN"}
PROPOSED = [
    pytest.param({"nik": f"'{number(2)}"}, "NIK-009", number(2), "certain", id="safe-repair"),
    pytest.param({"nik": number(2).replace("0", "O", 1)}, "NIK-010", number(2), "likely", id="letter-o"),
    pytest.param({"birth_date": "02/03/1980"}, "NIK-011", "1980-02-03", "certain", id="swapped"),
    pytest.param({"birth_date": "04/02/1980"}, "NIK-011", None, "", id="another-day"),
    pytest.param({"sex": "PEREMPUAN"}, "JK-001", "male", "doubtful", id="sex"),
    pytest.param(
        {"birth_date": "02/25/1980", "nik": ""}, "TGL-001", "1980-02-25", "likely", id="month-first"
    ),
    pytest.param({"birth_date": "03/02/80"}, "TGL-001", "1980-02-03", "certain", id="two-digit-year"),
    pytest.param(
        {"birth_date": "03/02/15", "nik": "", "age": "8", "age_band": "USIA 6-12 TAHUN"},
        "TGL-001", "2015-02-03", "likely", id="two-digit-year-of-a-child",
    ),
    pytest.param(
        {"birth_date": "03/02/15", "nik": "", "age": ""}, "TGL-001", None, "", id="century-nobody-tells"
    ),
    pytest.param({"birth_date": "30/02/1980"}, "TGL-001", "1980-02-03", "doubtful", id="date-of-the-nik"),
    pytest.param({"birth_date": "03/02/2080"}, "TGL-002", "1980-02-03", "certain", id="future"),
    pytest.param({"birth_date": "01/01/1980"}, "TGL-003", "1980-02-03", "likely", id="invented-day"),
    pytest.param({"age": "12", "age_band": ""}, "UMUR-001", "43", "certain", id="age"),
    pytest.param({"age_band": "USIA 60+ TAHUN"}, "UMUR-002", "from_19_to_59", "likely", id="age-band"),
    pytest.param({"occupation": "PETTANI"}, "KODE-001", "farmer", "likely", id="misspelt-value"),
    pytest.param({"occupation": "PETERNAK LEBAH"}, "KODE-001", None, "", id="another-word"),
    pytest.param({"prog_pkh": "1"}, "KODE-001", None, "", id="no-word-at-all"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "check", "proposal", "sure"), PROPOSED)
def test_what_is_proposed_and_how_surely(changes: Row, check: str, proposal: str | None, sure: str) -> None:
    frame = findings([family()], [person(), person("P2", **{**CHILD, "nik": number(2), **changes})])

    (line,) = [line for line in frame.to_dicts() if line["check"] == check]
    assert (line["row_ref"], line["proposal"]) == (1, proposal)
    assert (certainty(line["confidence"]) if line["confidence"] else "") == sure


def test_a_head_with_two_digits_of_a_year_was_not_born_in_this_century() -> None:
    frame = findings([family(head_birth_date="03/02/20", head_nik="")], None, today=date(2024, 2, 1))

    assert frame.filter(check="TGL-001")["proposal"].to_list() == ["1920-02-03"]


def test_a_column_of_other_words_is_not_compared_word_by_word() -> None:
    rows = [person(f"P{i}", f"K{i}", nik="", occupation=f"PETANI {i}") for i in range(501)]

    frame = findings(None, rows).filter(check="KODE-001")

    assert len(frame) == 501
    assert frame["proposal"].null_count() == 501
