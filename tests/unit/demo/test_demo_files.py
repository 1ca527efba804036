"""The files: the layout's headers and words, the same bytes for the same seed, exact counts."""

import json
from pathlib import Path

import pytest
from tests.unit.demo.lists import families_by_prefix, read_csv

from tepat.demo.generator import Written, generate
from tepat.demo.refusals import DemoRefused
from tepat.demo.rows import FAMILY, PERSON, headers, layout
from tepat.engine.layouts.spelling import value_form

ANCALONG, BENGKAL = "640801", "640803"


def _family_rows(written: Written) -> list[dict[str, str]]:
    return read_csv(written.folder / "keluarga.csv")


def _person_rows(written: Written) -> list[dict[str, str]]:
    return read_csv(written.folder / "individu.csv")


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = generate(families=60, out=tmp_path / "a", seed=3)
    generate(families=60, out=tmp_path / "b", seed=3)

    for path in sorted(first.folder.iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    generate(families=60, out=tmp_path / "a", seed=3, formats=("csv",))
    generate(families=60, out=tmp_path / "b", seed=4, formats=("csv",))

    a, b = ((tmp_path / folder / "individu.csv").read_bytes() for folder in "ab")
    assert a != b


@pytest.mark.parametrize("subject", [FAMILY, PERSON])
def test_headers_are_the_layouts_in_its_order(clean: Written, subject: str) -> None:
    name = {FAMILY: "keluarga.csv", PERSON: "individu.csv"}[subject]
    first = (clean.folder / name).read_text("utf-8").splitlines()[0]

    assert tuple(first.split(",")) == headers(subject)


@pytest.mark.parametrize("subject", [FAMILY, PERSON])
def test_every_coded_value_of_a_clean_list_is_permitted(clean: Written, subject: str) -> None:
    rows = _family_rows(clean) if subject == FAMILY else _person_rows(clean)

    for field in layout(subject).fields_of("code"):
        written = {row[layout(subject).header(field)] for row in rows}
        unknown = {value for value in written if value_form(value) not in layout(subject).code_map(field)}
        assert not unknown, field


def test_five_thousand_families_of_kutai_timur_stand_where_the_field_says(tmp_path: Path) -> None:
    written = generate(families=5000, out=tmp_path, seed=1, damage=0, formats=("csv",))

    rows = _family_rows(written)
    districts, villages = families_by_prefix(rows, 6), families_by_prefix(rows, 10)
    assert len(rows) == written.families == 5000
    assert (districts[BENGKAL], districts[ANCALONG]) == (400, 520)
    assert len(districts) == 18
    assert len(villages) == 141
    assert min(villages.values()) >= 3
    assert 3.1 < written.persons / 5000 < 3.5


def test_other_sizes_keep_the_shares(tmp_path: Path) -> None:
    written = generate(families=1250, out=tmp_path, seed=1, damage=0, formats=("csv",))

    districts = families_by_prefix(_family_rows(written), 6)
    assert (districts[BENGKAL], districts[ANCALONG]) == (100, 130)


def test_people_are_counted_exactly_when_asked(tmp_path: Path) -> None:
    written = generate(families=300, out=tmp_path, persons=1000, damage=0, formats=("csv",))

    assert len(_person_rows(written)) == written.persons == 1000


@pytest.mark.parametrize("persons", [300, 3300])
def test_people_are_counted_exactly_at_the_limits(tmp_path: Path, persons: int) -> None:
    written = generate(families=300, out=tmp_path, persons=persons, damage=0, formats=("csv",))

    assert len(_person_rows(written)) == persons


@pytest.mark.parametrize("regency", ["64.74", "11.01", "95.01"])
def test_any_regency_will_do(tmp_path: Path, regency: str) -> None:
    written = generate(families=200, out=tmp_path, regency=regency, damage=0, formats=("csv",))

    rows = _family_rows(written)
    assert len(rows) == 200
    assert all(row["Kode Kemdagri"].startswith(regency.replace(".", "")) for row in rows)


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param({"families": 0}, id="no-family"),
        pytest.param({"families": 10, "persons": 9}, id="fewer-people-than-families"),
        pytest.param({"families": 10, "formats": ("ods",)}, id="unknown-format"),
        pytest.param({"families": 10, "regency": "64.99"}, id="no-such-regency"),
        pytest.param({"families": 10, "regency": "64.08.01.2001"}, id="a-village"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(tmp_path: Path, wish: dict[str, object]) -> None:
    with pytest.raises(DemoRefused):
        generate(out=tmp_path, **wish)  # type: ignore[arg-type]


def test_summary_counts_add_up(damaged: Written) -> None:
    summary = json.loads(damaged.summary.read_text("utf-8"))

    assert sum(village["families"] for village in summary["villages"]) == summary["families"] == 1500
    assert sum(village["persons"] for village in summary["villages"]) == summary["persons"]
    assert summary["rows"] == {"keluarga": damaged.family_rows, "individu": damaged.person_rows}
    assert summary["damage"] == damaged.damage
