"""Sheets made to be printed and lists of villages: titles above, blocks of rows, layouts told by their content."""

from pathlib import Path
from typing import Any

import pytest
from tests.unit.engine.lists import PERSON, REGIONS, csv_text, number, opened, person, workbook

from tepat.engine.checks import stage
from tepat.engine.checks.places import Places
from tepat.engine.layouts import Layouts, builtin
from tepat.engine.layouts.layout import from_mapping
from tepat.engine.reading import UnreadableFile, open_tables
from tepat.engine.reading.titles import places_above

PRINTED = builtin().get("p3ke_cetak")
TITLE = [
    ["PEMERINTAH KABUPATEN KUTAI TIMUR"],
    ["DAFTAR VERIFIKASI KELUARGA MISKIN EKSTREM TAHUN 2024"],
    ["DESA SENYIUR KECAMATAN MUARA ANCALONG"],
    [],
]
HEAD = ["No", "Alamat", "ID Keluarga", "Desil", "Nama", "NIK", "JK", "Hubungan"]


def _lines(*rows: list[Any]) -> list[list[Any]]:
    return [*TITLE, HEAD, *rows]


def _rows(path: Path) -> list[dict[str, Any]]:
    table = opened(path)
    frames = [chunk.text for chunk in table.chunks(2)]
    return stage(frames, table.layout, places=Places(REGIONS, {}, "64.08")).to_dicts()


@pytest.mark.parametrize(
    "repeated", [pytest.param(True, id="id-on-each-row"), pytest.param(False, id="id-once-a-block")]
)
def test_family_id_once_or_on_each_row_makes_members(tmp_path: Path, repeated: bool) -> None:
    again = "K1" if repeated else ""
    lines = _lines(
        ["1", "RT 02", "K1", "1", "ANDI", number(1), "L", "Kepala Keluarga"],
        ["2", "", again, "", "ANI", number(2), "P", "Istri"],
        ["3", "", again, "", "BUDI", "", "L", "Anak"],
        ["4", "", "K2", "2", "CITRA", number(4), "P", "Kepala Keluarga"],
        ["", "", "", "", "", "", "Kepala Desa", ""],
    )

    rows = _rows(workbook(tmp_path / "x.xlsx", {"Cetak": lines}, at=(0, 1)))

    assert [row["family_key"] for row in rows] == ["K1", "K1", "K1", "K2", None]
    assert [row["address"] for row in rows] == ["RT 02", "RT 02", "RT 02", None, None]
    assert [row["desil"] for row in rows] == [1, 1, 1, 2, None]
    assert [row["region_code"] for row in rows[:4]] == ["64.08.01.2001"] * 4


def test_raw_rows_stay_as_they_were_printed(tmp_path: Path) -> None:
    lines = _lines(
        ["1", "RT 02", "K1", "1", "ANDI", number(1), "L", "Kepala Keluarga"],
        ["2", "", "", "", "ANI", number(2), "P", "Istri"],
    )
    (chunk,) = opened(workbook(tmp_path / "x.xlsx", {"Cetak": lines})).chunks()

    assert b'"K1"' not in chunk.raw[1]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Desa : Senyiur", "Kecamatan : Muara Ancalong"], ("Senyiur", "Muara Ancalong")),
        (
            ["DAFTAR PENERIMA DESA SENYIUR KEC. MUARA ANCALONG KAB. KUTAI TIMUR"],
            ("SENYIUR", "MUARA ANCALONG"),
        ),
        (["Desa/Kelurahan", "Kec Muara Ancalong Tahun 2024"], (None, "Muara Ancalong")),
        (["Kepala Desa: Budi"], (None, None)),
        (["Laporan 2024"], (None, None)),
    ],
)
def test_title_names_its_village(lines: list[str], expected: tuple[str | None, str | None]) -> None:
    found = places_above([line] for line in lines)

    assert (found.get("village_name"), found.get("district_name")) == expected


def test_village_list_without_columns_of_place_stands_where_its_title_says(tmp_path: Path) -> None:
    lines = [
        ["DAFTAR KELUARGA MISKIN DESA BA'AY KECAMATAN KARANGAN"],
        ["No", "Nama", "NIK", "No KK", "Alamat", "RT", "RW"],
        ["1", "ANDI", number(1), "9908010102030001", "Jl. Poros", "1", "2"],
    ]

    (row,) = _rows(workbook(tmp_path / "x.xlsx", {"Sheet1": lines}))

    assert (row["layout"], row["region_code"]) == ("desa_keluarga", "64.08.16.2004")
    assert (row["family_key"], row["person_key"], row["rt"]) == ("9908010102030001", number(1), "1")


@pytest.mark.parametrize(
    ("head", "layout"),
    [
        ("Nama,NIK,No KK,Alamat,RT,RW", "desa_keluarga"),
        ("Nama,NIK,No KK,Alamat,Program,Nominal,Periode", "penerima_program"),
        ("NIK,No KK,Nama Lengkap,JK,Tempat Lahir,Tgl Lahir,SHDK,Alamat", "dukcapil"),
        (
            "id_keluarga,no_kk,nik,nama_kepala_keluarga,desil_nasional,percentile_nasional",
            "siks_dtsen_keluarga",
        ),
        ("id_keluarga,idsemesta,nama,nik,no_kk,hub_kepala_keluarga", "siks_dtsen_anggota"),
        ("idsemesta,NIK,NOKK,Nama,Alamat,PKH,BPNT,BLT_BBM,YAPI", "siks_dtks"),
        ("ID Keluarga,Alamat,Desil,Nama,NIK,Jenis Kelamin,Hubungan", "p3ke_cetak"),
        (
            "ID Keluarga P3KE,Kode Kemdagri,Kepala Keluarga,NIK,Jenis Atap,Padan Dukcapil",
            "p3ke_2022_keluarga",
        ),
        ("ID Keluarga,Kode Kemdagri,Nama Kepala Keluarga,Kualitas Atap,Jenis Atap", "p3ke_2023_keluarga"),
        ("nomor_kartu_keluarga,nama_anggota_keluarga,jenis_kloset,desil_nasional", "dtsen_keluarga"),
    ],
)
def test_layouts_with_headers_in_common_are_told_apart(head: str, layout: str) -> None:
    match = builtin().match(head.split(","))

    assert match is not None
    assert (match.layout.id, match.missing) == (layout, ())


_PLAIN = ("family_key", "person_key", "region_code", "name", "nik", "relation", "education", "sex")


def _plain(path: Path, **values: str) -> Path:
    """An individual file with the headers that P3KE 2022 and 2023 have in common."""
    lines = [[PERSON.header(field) for field in _PLAIN]]
    lines += [[person(f"P{i}", **values)[field] for field in _PLAIN] for i in range(3)]
    path.write_text(csv_text(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("education", "layout"),
    [
        pytest.param("Siswa SD/sederajat", "p3ke_2022_individu", id="words-of-2022"),
        pytest.param("MASIH SD/SEDERAJAT", "p3ke_2023_individu", id="words-of-2023"),
        pytest.param("TAMAT SD/SEDERAJAT", "p3ke_2023_individu", id="the-same-either-way"),
    ],
)
def test_equal_headers_are_told_apart_by_what_stands_below(
    tmp_path: Path, education: str, layout: str
) -> None:
    assert opened(_plain(tmp_path / "x.csv", education=education)).layout.id == layout


@pytest.mark.parametrize(
    ("headers", "named", "unnamed"),
    [
        ("a,b,c", "P3KE 2023, berkas", "DTSEN"),
        ("Nama Penerima,Jenis Program Bantuan,Nominal,Ket", "Daftar penerima program", "DTSEN"),
    ],
)
def test_refusal_of_an_unknown_file_names_the_nearest_layouts_alone(
    tmp_path: Path, headers: str, named: str, unnamed: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(headers.replace("Nominal", "Nilai") + "\n1,2,3,4\n", encoding="utf-8")

    with pytest.raises(UnreadableFile) as refusal:
        open_tables(path, name="x.csv")

    assert named in str(refusal.value)
    assert unnamed not in str(refusal.value)
    assert "Kenali kolomnya" in str(refusal.value)


def test_a_tie_is_said_and_not_guessed(tmp_path: Path) -> None:
    def twin(name: str, code: str) -> Any:
        return from_mapping(
            {
                "id": name,
                "title": f"Daftar {name}",
                "subject": "family",
                "source": "x",
                "version": "1",
                "valid_from": PERSON.valid_from,
                "legal_source": "x",
                "region_code": "names",
                "keys": ["family_key"],
                "required": ["family_key"],
                "marks": ["roof"],
                "columns": {
                    "family_key": {"header": "ID", "kind": "key"},
                    "head_name": {"header": "Nama", "kind": "name"},
                    "roof": {"header": "Atap", "kind": "code", "codes": "roof"},
                },
                "values": {"roof": {"1": code}},
            }
        )

    path = tmp_path / "x.csv"
    path.write_text("ID,Nama,Atap\nA1,ANDI,1\n", encoding="utf-8")

    with pytest.raises(UnreadableFile) as refusal:
        open_tables(path, name="x.csv", layouts=Layouts([twin("satu", "tile"), twin("dua", "bamboo")]))

    assert refusal.value.reason == "ambiguous"
    assert "Daftar satu, Daftar dua" in str(refusal.value)
    (only,) = open_tables(path, name="x.csv", layouts=Layouts([twin("satu", "tile"), twin("lain", "tile")]))
    assert only.layout.id == "satu"
