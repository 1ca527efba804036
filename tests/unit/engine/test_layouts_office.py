"""An office's own layout: made of a mapping, proved in words, carried to another office, hostile files refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.engine.lists import REGIONS, csv_text, number

from tepat.engine.checks import stage
from tepat.engine.checks.places import Places
from tepat.engine.layouts import Layouts, builtin
from tepat.engine.layouts.layout import LayoutError
from tepat.engine.layouts.office import LARGEST_FILE, Definition, define, lacking, layout_of, read, written
from tepat.engine.reading import open_tables

HEADERS = {
    "Nomor NIK Warga": "nik",
    "Kartu Keluarga (KK)": "kk",
    "Nama Warga Miskin": "name",
    "Gender": "sex",
    "Lahir Tanggal": "birth_date",
    "Kampung": "village_name",
}


def _define(fields: dict[str, str] | None = None, **changes: Any) -> Definition:
    given: dict[str, Any] = {
        "title": "Daftar  Dinas Sosial",
        "subject": "person",
        "source": "desa",
        "region_code": "names",
        "legal_source": "Surat Kepala Dinas 12/2026",
        "valid_from": date(2026, 1, 1),
        **changes,
    }
    return define(fields=(HEADERS if fields is None else fields).items(), **given)


def test_file_with_the_offices_headers_is_read_by_its_layout(tmp_path: Path) -> None:
    layout = layout_of(_define(), "kantor_1")
    path = tmp_path / "x.csv"
    path.write_text(
        csv_text([list(HEADERS), [number(1), "9908010102030001", "ANI", "P", "3/2/1980", "Senyiur"]]), "utf-8"
    )

    (table,) = open_tables(path, name="x.csv", layouts=Layouts([*builtin(), layout]))
    (row,) = stage(table.chunks(), table.layout, places=Places(REGIONS, {}, "64.08")).to_dicts()

    assert table.layout is layout
    assert str(layout.title) == "Daftar Dinas Sosial"
    assert (row["family_key"], row["person_key"]) == ("9908010102030001", number(1))
    assert (row["sex"], row["birth_date"], row["region_code"]) == (
        "female",
        date(1980, 2, 3),
        "64.08.01.2001",
    )


def test_layout_travels_to_another_office_and_back_unchanged() -> None:
    definition = _define()

    assert read(written(definition)) == definition
    assert written(read(written(definition))) == written(definition)
    assert number(1) not in written(definition).decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"A": "name", "B": "nik", "C": "sex"}, "yang mengenali keluarga"),
        ({"A": "name", "B": "kk", "C": "sex"}, "yang mengenali orang"),
        ({"A": "nik", "B": "kk", "C": "sex"}, "Tidak ada kolom nama"),
        ({"A": "nik", "B": "kk"}, "paling sedikit 3 kolom"),
        ({"A": "nik", "B": "kk", "C": "name", "D": "name"}, "isian yang sama"),
        ({"A": "nik", "B": "kk", "a ": "name"}, "dipakai untuk dua isian"),
        ({"A": "nik", "B": "kk", "C": "rahasia"}, "«rahasia» tidak dikenal"),
        ({"A": "nik", "B": "kk", " ": "name"}, "kosong atau tidak sah"),
    ],
)
def test_mapping_that_cannot_work_is_refused_in_words(fields: dict[str, str], words: str) -> None:
    with pytest.raises(LayoutError) as refusal:
        _define(fields)

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "«title»"),
        ({"title": "x" * 400}, "«title»"),
        ({"subject": "house"}, "family, person"),
        ({"source": "tepat"}, "p3ke, dtsen"),
        ({"region_code": "pos"}, "kemendagri"),
    ],
)
def test_what_a_person_says_of_the_layout_is_proved_too(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(LayoutError) as refusal:
        _define(**changes)

    assert words in str(refusal.value)


def _altered(**changes: Any) -> bytes:
    return yaml.safe_dump({**_define(), **changes}, allow_unicode=True).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "bukan tata letak", id="nothing"),
        pytest.param(b"- 1\n- 2\n", "bukan tata letak", id="a-list"),
        pytest.param(b"\xff\xfe\x00", "tidak dapat dibaca", id="no-text"),
        pytest.param(b"a: [1, 2", "tidak dapat dibaca", id="broken"),
        pytest.param(b"x" * (LARGEST_FILE + 1), "terlalu besar", id="too-large"),
        pytest.param(b"a: &a [x, x]\nb: [*a, *a]\n", "tidak dapat dibaca", id="references"),
        pytest.param(b"!!python/object/apply:os.system ['true']\n", "tidak dapat dibaca", id="python-object"),
        pytest.param(b"[" * 5000, "tidak dapat dibaca", id="deep"),
        pytest.param(b"tepat_layout: 1\ntepat_layout: 1\n", "tidak dapat dibaca", id="key-twice"),
        pytest.param(_altered(tepat_layout=2), "bukan tata letak", id="another-format"),
        pytest.param(_altered(id="p3ke_2023_individu"), "«id» tidak dikenal", id="unknown-part"),
        pytest.param(
            _altered(columns=dict.fromkeys(("nik", "kk", "name"), "x")), "tidak lain", id="flat-column"
        ),
        pytest.param(
            _altered(columns={n: {"header": n, "kind": "text"} for n in ("nik", "kk", "name")}),
            "tidak lain",
            id="column-says-more",
        ),
        pytest.param(_altered(valid_from="kapan saja"), "«valid_from»", id="no-date"),
        pytest.param(_altered(legal_source=5), "«legal_source»", id="no-text-where-text-is-due"),
    ],
)
def test_hostile_file_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(LayoutError) as refusal:
        read(content)

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("subject", "fields", "words"),
    [
        ("person", {"kk", "nik", "name", "village_name"}, []),
        ("family", {"family_key", "head_name", "region_code"}, []),
        ("person", {"family_key"}, ["kunci orang (ID individu atau NIK)", "nama orang", "wilayah"]),
        ("family", set(), ["kunci keluarga (ID keluarga atau nomor KK)", "nama kepala keluarga", "wilayah"]),
    ],
)
def test_what_is_still_needed_is_named(subject: str, fields: set[str], words: list[str]) -> None:
    assert [str(one) for one in lacking(subject, fields)] == words
