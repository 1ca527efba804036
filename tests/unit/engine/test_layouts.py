"""Layouts as data: what the files say of themselves, and which header rows they are recognised in."""

import random
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.engine.lists import FAMILY, PERSON

from tepat.engine.layouts import Layout, builtin, code_lists, label
from tepat.engine.layouts.layout import LayoutError, from_mapping
from tepat.engine.layouts.spelling import header_form, is_slip_of, value_form

LAYOUTS = list(builtin())


def test_both_p3ke_2023_files_have_every_column_of_the_source() -> None:
    assert (len(FAMILY.columns), len(PERSON.columns)) == (41, 31)
    assert FAMILY.header("head_civil_match") == "NIK Kepala Keluarga Padan Kemdagri"
    assert PERSON.header("age_band") == "Kelompok Usia 2023"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_layout_is_recognised_whatever_the_order_and_case_of_its_headers(layout: object) -> None:
    headers = [f"  {column.header.upper()} " for column in layout.columns.values()]  # type: ignore[attr-defined]
    random.Random(5).shuffle(headers)

    match = builtin().match(headers)

    assert match is not None
    assert match.layout is layout
    assert match.missing == match.unknown == ()
    assert all(headers[at].strip() == layout.header(f).upper() for f, at in match.columns.items())  # type: ignore[attr-defined]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_layout_is_recognised_by_synonyms(layout: object) -> None:
    headers = [(column.synonyms or (column.header,))[-1] for column in layout.columns.values()]  # type: ignore[attr-defined]

    match = builtin().match(headers)

    assert match is not None
    assert match.layout is layout
    assert len(match.columns) == len(layout.columns)  # type: ignore[attr-defined]


@settings(max_examples=60)
@given(
    layout=st.sampled_from(LAYOUTS),
    pick=st.integers(0, 10_000),
    at=st.integers(1, 5),
    slip=st.sampled_from(["lost", "doubled", "swapped", "other", "no space"]),
)
def test_header_with_a_slip_of_the_pen_is_still_known(layout: Layout, pick: int, at: int, slip: str) -> None:
    headers = {name: column.header for name, column in layout.columns.items()}
    # Marks tell layouts apart, and are not guessed.
    long = [
        name
        for name, header in headers.items()
        if name not in layout.marks and max(len(word) for word in re.findall("[A-Za-z]*", header)) > 6
    ]
    assume(long)
    name = long[pick % len(long)]
    word = max(re.findall("[A-Za-z]+", headers[name]), key=len)
    letter = word[at]
    written = {
        "lost": word[:at] + word[at + 1 :],
        "doubled": word[:at] + letter + word[at:],
        "swapped": word[:at] + word[at + 1] + letter + word[at + 2 :],
        "other": word[:at] + ("q" if letter != "q" else "x") + word[at + 1 :],
        "no space": word,
    }[slip]
    header = headers[name].replace(word, written)
    misspelt = header.replace(" ", "") if slip == "no space" else header

    match = builtin().match(list((headers | {name: misspelt}).values()))

    assert match is not None
    assert match.layout is layout
    assert match.columns[name] == list(headers).index(name)


@pytest.mark.parametrize(
    ("header", "known"),
    [
        pytest.param("Penerima BLT", "Penerima BST", id="another programme"),
        pytest.param("RW", "RT", id="a short word"),
        pytest.param("Usia 6-12", "Usia 7-12", id="another figure"),
        pytest.param("Kualitas Dinding", "Kualitas Lantai", id="another word"),
        pytest.param("Nama Kepala", "Nama Kepala Keluarga", id="a word less"),
        pytest.param("Keluargaan", "Keluarga", id="two letters"),
        pytest.param("RTRW", "RT RW", id="short words"),
    ],
)
def test_what_is_another_header_is_no_slip(header: str, known: str) -> None:
    assert not is_slip_of(header_form(header), header_form(known))


@pytest.mark.parametrize(
    ("spelling", "field"),
    [
        ("Penerima BNPT", "prog_bpnt"),
        ("PENERIMA  SEMBAKO", "prog_sembako"),
        ("Kabupaten / Kota", "regency_name"),
        ("Tgl. Lahir", "birth_date"),
        ("Hubungan\ndengan Kepala\nKeluarga", "relation"),
        ("ID_Individu", "person_key"),
        ("L/P", "sex"),
    ],
)
def test_spelling_from_the_wild_is_known(spelling: str, field: str) -> None:
    match = builtin().match(["ID Keluarga P3KE", "Nama", "NIK", "Kode Kemdagri", "Desil", spelling])

    assert match is not None
    assert match.layout is PERSON
    assert match.columns[field] == 5


def test_family_and_individual_files_of_2022_have_every_column_of_the_source() -> None:
    family, person = (builtin().get(f"p3ke_2022_{name}") for name in ("keluarga", "individu"))

    assert (len(family.columns), len(person.columns)) == (30, 31)
    assert family.header("head_nik") == "NIK"
    assert [person.header(name) for name in person.columns if name.startswith("band_")] == [
        *("Usia dibawah 7 tahun", "Usia 7-12", "Usia 13-15", "Usia 16-18", "Usia 19-21", "Usia 22-59"),
        "Usia 60 tahun keatas",
    ]


def test_missing_key_column_is_named_and_does_not_change_the_layout() -> None:
    headers = [column.header for field, column in PERSON.columns.items() if field != "person_key"]

    match = builtin().match(headers)

    assert match is not None
    assert (match.layout, match.missing) == (PERSON, ("person_key",))


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([], id="nothing"),
        pytest.param(["Rekapitulasi", "", "2023"], id="title"),
        pytest.param(["Kecamatan", "Desa/Kelurahan", "Desil", "Jumlah"], id="summary-by-village"),
        pytest.param(["K1", "2023", "KALTIM", "9908010302800001"], id="data"),
    ],
)
def test_other_rows_are_no_header(headers: list[str]) -> None:
    assert builtin().match(headers) is None


def test_forced_layout_is_the_only_one_considered() -> None:
    headers = [column.header for column in PERSON.columns.values()]

    match = builtin().match(headers, layout_id=FAMILY.id)

    assert match is None or match.layout is FAMILY


def test_second_column_with_the_same_header_stays_unknown() -> None:
    match = builtin().match(["ID Keluarga P3KE", "Kode Kemdagri", "ID Individu", "Nama", "NIK", "Nama"])

    assert match is not None
    assert match.columns["name"] == 3
    assert match.unknown == (5,)


def test_every_code_that_a_layout_writes_has_a_label() -> None:
    for layout in LAYOUTS:
        for column in layout.columns.values():
            mapped = set(layout.code_map(column.field).values()) - {None} if column.codes else set()
            assert not column.codes or mapped <= set(code_lists()[column.codes].labels), column.field


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("roof", "Jerami / Ijuk / Rumbia / Daun-daunan", "thatch"),
        ("power", "=< 900 watt", "up_to_900"),
        ("lighting", "Listrik PLN meteran", "pln_metered"),
        ("house_tenure", " milik  sendiri ", "own"),
        ("wall_quality", "KOSONG", None),
        ("stunting_risk", "Beresiko Stunting", "at_risk"),
    ],
)
def test_value_of_the_source_becomes_a_code(field: str, written: str, code: str | None) -> None:
    assert FAMILY.code_map(field)[value_form(written)] == code


def test_label_of_a_code_is_what_people_read() -> None:
    assert label("relation", "spouse") == "Istri/suami"
    assert label("relation", None) == ""


def test_layout_with_one_spelling_for_two_columns_is_refused() -> None:
    column = {"header": "Nama", "kind": "text"}
    data = {
        "id": "x",
        "title": "x",
        "subject": "person",
        "source": "x",
        "version": 1,
        "valid_from": None,
        "legal_source": "x",
        "region_code": "kemendagri",
        "keys": ["a"],
        "required": [],
        "marks": [],
        "columns": {"a": column, "b": column},
    }

    with pytest.raises(LayoutError, match="«Nama» stands for a and b"):
        from_mapping(data)
