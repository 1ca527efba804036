"""An unknown header row: what each column likely is, from its header and from its cells."""

from datetime import date
from typing import Any

import pytest
from tests.unit.engine.lists import number, person

from tepat.engine.layouts import builtin
from tepat.engine.layouts.proposing import Proposal, World, propose

KK = "99080101020300"
ROWS = [
    [
        str(i),
        f"ORANG {'ABCDEFGHIJ'[i]}",
        number(i, born=date(1980, 2, 3 + i)),
        f"{KK}{i // 3:02}",
        f"{3 + i:02}/02/1980",
        "L" if i % 2 else "P",
        "Kepala Keluarga" if i % 3 == 0 else "Anak",
        "Ya" if i % 2 else "Tidak",
        "Senyiur",
        f"jalan poros {i}",
    ]
    for i in range(9)
]


def _proposed(headers: list[str], rows: list[list[str]] = ROWS, **more: Any) -> dict[str, Proposal]:
    return {one.header or str(one.position): one for one in propose(headers, rows, "person", **more)}


def test_headers_alike_to_known_ones_are_proposed_with_samples() -> None:
    headers = [
        "No",
        "Nama Lengkapnya",
        "Nomor N I K",
        "No Kartu Keluarga",
        "Tgl.Lahir",
        "Kelamin",
        "Hub Keluarga",
    ]

    found = _proposed(headers)

    assert {header: one.field for header, one in found.items() if one.header} == {
        "No": None,
        "Nama Lengkapnya": "name",
        "Nomor N I K": "nik",
        "No Kartu Keluarga": "kk",
        "Tgl.Lahir": "birth_date",
        "Kelamin": "sex",
        "Hub Keluarga": "relation",
    }
    assert found["Kelamin"].samples == ("P", "L")
    assert all(0 <= one.confidence <= 1 for one in found.values())


def test_exact_header_with_fitting_cells_is_certain_and_contradicting_cells_make_it_doubtful() -> None:
    fitting = _proposed(["No", "Nama", "NIK"])["NIK"]
    contradicted = _proposed(["NIK"], [["Senyiur"], ["Long Nah"]])["NIK"]

    assert (fitting.field, fitting.confidence) == ("nik", 1.0)
    assert contradicted.confidence < 0.5


def test_without_headers_only_unmistakable_columns_are_proposed() -> None:
    found = _proposed(["", "", "A", "B", "C", "D"])

    assert found["A"].field == "nik"
    assert found["B"].field == "kk"
    assert found["C"].field == "birth_date"
    assert found["D"].field == "sex"
    assert found["9"].field is None
    assert max(one.confidence for one in found.values()) < 0.7


def test_running_number_is_taken_for_no_code() -> None:
    assert propose(["No"], [["1"], ["2"], ["3"]], "person")[0].field is None


def test_names_of_regions_are_known_by_the_regions_at_hand() -> None:
    found = _proposed([""] * 10, world=World(villages={"senyiur"}))

    assert found["8"].field == "village_name"


def test_no_field_is_proposed_twice() -> None:
    fields = [one.field for one in propose(["NIK", "NIK", "Nama", "Nama"], ROWS, "person") if one.field]

    assert len(fields) == len(set(fields))


@pytest.mark.parametrize(
    "layout", [one for one in builtin() if one.purpose == "registry"], ids=lambda one: one.id
)
def test_every_known_layouts_own_headers_lead_back_to_its_fields(layout: Any) -> None:
    headers = [column.header for column in layout.columns.values()]

    found = propose(headers, [], layout.subject)

    assert [one.field for one in found] == [
        "family_key" if name == "source_family" else name for name in layout.columns
    ]


def test_three_hundred_columns_are_proposed_in_time() -> None:
    headers = [f"Kolom isian nomor {i} dari dinas" for i in range(300)]

    assert len(propose(headers, [[str(i) for i in range(300)]] * 50, "person")) == 300


def test_proposal_of_a_ministrys_file_reads_its_cells() -> None:
    row = person()
    layout = builtin().get("p3ke_2023_individu")

    found = propose([""] * len(row), [[str(row[name]) for name in layout.columns]], "person")

    assert {"nik", "birth_date"} <= {one.field for one in found}
