"""Files that cannot be read: each its own reason, and a sentence that says what, where and what to do."""

import io
import zipfile
from pathlib import Path

import pytest
from tests.unit.engine.lists import FAMILY, PERSON, csv_text, family, person, table, workbook

from tepat.engine.reading import UnreadableFile, archives, open_tables


def refusal(path: Path, content: bytes | None = None, **options: str) -> UnreadableFile:
    """The refusal of a file; its sentence must name the file and end as sentences do."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        open_tables(path, name="daftar.xlsx", **options)
    assert "daftar.xlsx" in str(caught.value)
    assert str(caught.value).endswith(".")
    return caught.value


def zipped(names: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ole(stream: str) -> bytes:
    """The start of an OLE container and the name of a stream in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        pytest.param(b"", "empty", "kosong", id="no-bytes"),
        pytest.param(b" \r\n\n", "empty", "kosong", id="blank-lines"),
        pytest.param(b"%PDF-1.7 ...", "wrong_type", "dokumen PDF", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", "wrong_type", "gambar PNG", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0....", "wrong_type", "foto JPEG", id="jpeg"),
        pytest.param(b"Rar!\x1a\x07...", "wrong_type", "arsip RAR", id="rar"),
        pytest.param(b"\x1f\x8b\x08...", "wrong_type", "arsip gzip", id="gzip"),
        pytest.param(b"<html><table><tr><td>Nama</td>", "wrong_type", "halaman web", id="html-named-xls"),
        pytest.param(
            b"<div><b>DAFTAR</b><table><tr><td>", "wrong_type", "halaman web", id="html-without-html"
        ),
        pytest.param("<html><table>".encode("utf-16"), "wrong_type", "halaman web", id="html-in-utf-16"),
        pytest.param(
            b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "wrong_type", "halaman web", id="mht"
        ),
        pytest.param(b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "wrong_type", "SYLK", id="sylk"),
        pytest.param(
            '<?xml version="1.0"?><Workbook>'.encode("utf-16"), "wrong_type", "XML", id="xml-in-utf-16"
        ),
        pytest.param(b'{"a": 1}', "wrong_type", "JSON", id="json"),
        pytest.param(b"\x01\x02" + bytes(range(256)) * 4 + bytes(400), "wrong_type", "biner", id="binary"),
        pytest.param(zipped({"word/document.xml": b"<w/>"}), "wrong_type", "Word", id="docx"),
        pytest.param(zipped({"ppt/presentation.xml": b"<p/>"}), "wrong_type", "presentasi", id="pptx"),
        pytest.param(zipped({"foto.jpg": b"x"}), "wrong_type", "Bongkar", id="zip"),
        pytest.param(
            zipped({"xl/workbook.xml": b"<broken"}), "corrupt", "rusak", id="workbook-of-broken-xml"
        ),
        pytest.param(zipped({"[Content_Types].xml": b""}), "corrupt", "rusak", id="package-without-workbook"),
        pytest.param(ole("EncryptedPackage"), "password", "kata sandi", id="password-protected-xlsx"),
        pytest.param(ole("WordDocument"), "wrong_type", "Word", id="old-word"),
        pytest.param(ole("Workbook"), "corrupt", "rusak", id="broken-xls"),
    ],
)
def test_content_of_another_kind_is_refused(tmp_path: Path, content: bytes, reason: str, words: str) -> None:
    refused = refusal(tmp_path / "x", content)

    assert refused.reason == reason
    assert words in str(refused)


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.98])
def test_upload_cut_off_is_said_to_be_cut_off(tmp_path: Path, kept: float) -> None:
    whole = workbook(tmp_path / "x.xlsx", {"Data": table([family()] * 50)}).read_bytes()

    refused = refusal(tmp_path / "cut.xlsx", whole[: int(len(whole) * kept)])

    assert refused.reason == "cut_off"
    assert "terpotong" in str(refused)


def test_damaged_sheet_inside_a_whole_archive_is_corrupt(tmp_path: Path) -> None:
    content = bytearray(workbook(tmp_path / "x.xlsx", {"Data": table([family()] * 200)}).read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[at : at + 200] = bytes(200)

    assert refusal(tmp_path / "bad.xlsx", bytes(content)).reason == "corrupt"


def test_workbook_without_a_filled_cell_is_empty(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "x.xlsx", {"Data": [], "Lain": []})).reason == "empty"


@pytest.mark.parametrize(
    ("rows", "missing", "header"),
    [
        pytest.param([family()], "family_key", "ID Keluarga P3KE", id="family-key"),
        pytest.param([family()], "region_code", "Kode Kemdagri", id="family-region"),
        pytest.param([person()], "person_key", "ID Individu", id="person-key"),
        pytest.param([person()], "family_key", "ID Keluarga P3KE", id="family-key-of-people"),
    ],
)
def test_missing_key_column_is_named_by_its_header(
    tmp_path: Path, rows: list[dict[str, str]], missing: str, header: str
) -> None:
    layout = FAMILY if "head_name" in rows[0] else PERSON
    fields = [field for field in layout.columns if field != missing]
    path = workbook(tmp_path / "x.xlsx", {"Lembar 7": table(rows, fields=fields)})

    refused = refusal(path)

    assert (refused.reason, refused.columns, refused.sheet) == ("missing_key", (missing,), "Lembar 7")
    assert f"Kolom «{header}» tidak ada" in str(refused)
    assert "«Lembar 7»" in str(refused)
    assert "baris 1" in str(refused)


def test_sheet_lacking_its_key_is_refused_though_another_is_whole(tmp_path: Path) -> None:
    fields = [field for field in PERSON.columns if field != "person_key"]
    sheets = {"Keluarga": table([family()]), "Individu": table([person()], fields=fields)}

    assert refusal(workbook(tmp_path / "x.xlsx", sheets)).columns == ("person_key",)


def test_unknown_headers_are_shown_with_what_was_expected(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"Data": [["Nomor", "Nama Warga", "Usulan"], ["1", "ANI", "PKH"]]})

    refused = refusal(path)

    assert refused.reason == "no_header"
    assert "«Nama Warga»" in str(refused)
    assert "«ID Keluarga P3KE»" in str(refused)
    assert "ANI" not in str(refused)


def test_first_row_that_may_be_data_is_never_repeated(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"Data": table([person(name="ANI RAHAYU")])[1:]})

    refused = refusal(path)

    assert refused.reason == "no_header"
    assert "ANI RAHAYU" not in str(refused)


def test_header_below_the_twentieth_row_is_not_found(tmp_path: Path) -> None:
    lines = [[f"baris judul {i}"] for i in range(20)] + table([person()])

    assert refusal(workbook(tmp_path / "x.xlsx", {"Data": lines})).reason == "no_header"


def test_forced_layout_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"Data": table([person()])})

    refused = refusal(path, layout_id="dtsen")

    assert refused.reason == "unknown_layout"
    assert PERSON.id in str(refused)


def test_nul_byte_in_text_names_its_row(tmp_path: Path) -> None:
    content = csv_text(table([person()] * 20)).encode().replace(b"ANDI", b"AN\x00I", 1)

    refused = refusal(tmp_path / "x.csv", content)

    assert (refused.reason, "baris 2" in str(refused)) == ("nul_byte", True)


def test_bytes_that_are_no_letters_name_their_row(tmp_path: Path) -> None:
    content = csv_text(table([person(), person()])).encode().replace(b"ANDI", b"AN\x81I")

    refused = refusal(tmp_path / "x.csv", content)

    assert (refused.reason, "baris 2" in str(refused)) == ("undecodable", True)


def test_open_quotation_mark_names_its_row(tmp_path: Path) -> None:
    header, first, second = csv_text(table([person("P1"), person("P2")])).splitlines()
    content = "\n".join([header, first.replace("RT 02", '"RT 02'), second]).encode()

    refused = refusal(tmp_path / "x.csv", content)

    assert (refused.reason, "baris 2" in str(refused)) == ("quotes", True)


def test_stray_cell_far_to_the_right_is_named(tmp_path: Path) -> None:
    lines = table([person()])
    lines[1] += [""] * 16_000 + ["x"]

    refused = refusal(workbook(tmp_path / "x.xlsx", {"Data": lines}))

    assert refused.reason == "too_wide"
    assert "kolom " in str(refused)


def test_far_blank_cells_are_nothing(tmp_path: Path) -> None:
    lines = table([person()])
    lines[1] += [None] * 16_000

    assert len(open_tables(workbook(tmp_path / "x.xlsx", {"Data": lines}), name="x")) == 1


def test_text_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "x.csv", b",".join([b"a"] * 600)).reason == "too_wide"


def test_workbook_that_unpacks_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10_000)
    path = workbook(tmp_path / "x.xlsx", {"Data": table([family()] * 100)})

    assert refusal(path).reason == "too_large"


def test_bomb_is_refused_by_its_ratio_before_it_unpacks(tmp_path: Path) -> None:
    content = zipped({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": bytes(120_000_000)})

    refused = refusal(tmp_path / "x.xlsx", content)

    assert refused.reason == "too_large"
    assert "lebih dari 300 kali lipat" in str(refused)


def _continued(path: Path, *, headers: bool) -> Path:
    """Two sheets of persons, the second with or without its headers."""
    rest = table([person("P3"), person("P4", prog_kur="")])
    return workbook(path, {"Individu": table([person(), person("P2")]), "Lanjutan": rest[not headers :]})


@pytest.mark.parametrize("layout", ["", PERSON.id])
def test_a_sheet_that_goes_on_without_headers_is_refused(tmp_path: Path, layout: str) -> None:
    options = {"layout_id": layout} if layout else {}
    found = refusal(_continued(tmp_path / "x.xlsx", headers=False), **options)

    assert (found.reason, found.sheet) == ("no_header", "Lanjutan")
    assert "berisi 2 baris" in str(found)
    assert "Salin baris judul ke lembar itu, atau gabungkan lembarnya" in str(found)


def test_a_sheet_that_goes_on_with_headers_is_read(tmp_path: Path) -> None:
    tables = open_tables(_continued(tmp_path / "x.xlsx", headers=True), name="x.xlsx")

    assert [one.row_count for one in tables] == [2, 2]
    assert tables[0].skipped == ()


def test_a_sheet_of_another_layout_is_no_continuation(tmp_path: Path) -> None:
    """Asked for families alone, the persons are passed over and told of."""
    path = workbook(tmp_path / "x.xlsx", {"Keluarga": table([family()]), "Individu": table([person()])})

    (read,) = open_tables(path, name="x.xlsx", layout_id=FAMILY.id)

    assert read.skipped == (("Individu", 2),)
