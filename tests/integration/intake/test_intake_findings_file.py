"""The findings as a file: its columns, the spreadsheet's own row numbers, text that stays text."""

import csv
import io
import stat
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tepat.intake.findings.files import write_findings
from tepat.intake.findings.queries import finding_line
from tepat.intake.models import Batch
from tepat.platform import crypto
from tepat.platform.audit.models import AuditEvent
from tests.factories.batches import checked_batch
from tests.factories.files import FAMILY_LAYOUT, generated_nik, xlsx
from tests.factories.lasting import made_once
from tests.factories.lists import PERIAN, child, family, files, head
from tests.factories.marks import MARK
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_batch")]

COLUMNS = [
    *("file", "sheet", "row", "column", "check", "severity", "value", "message", "suggestion"),
    *("proposal", "confidence"),
]
RUNS = ("=", "+", "-", "@", "\t", "\r")


@made_once
def a_batch() -> Batch:
    shared = generated_nik(1)
    return checked_batch(
        {
            "keluarga.xlsx": xlsx(FAMILY_LAYOUT, [family(1), family(2, head_nik="99080114"), family(3)]),
            **files(
                people=[
                    head(1),
                    head(2, nik=shared, occupation="=HYPERLINK(1)"),
                    child(21, 2, occupation="+62 PEKERJA"),
                    head(3, region=PERIAN, relation="@KEPALA"),
                ]
            ),
        }
    )


def _lines(batch: Batch, kind: str, folder: Path) -> tuple[list[Any], list[dict[str, Any]], int]:
    path = folder / f"temuan.{kind}"
    count = write_findings(batch, path, kind, MARK)
    if kind == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = [line[:-1] for line in csv.reader(file)]  # without the mark, which each line bears
    else:
        sheet = openpyxl.load_workbook(path).active
        table = [[cell.value if cell.value is not None else "" for cell in row] for row in sheet.rows]
    header, *rows = table
    return header, [dict(zip(COLUMNS, row, strict=True)) for row in rows], count


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_line_a_finding_under_the_promised_columns(a_batch: Batch, kind: str, tmp_path: Path) -> None:
    header, lines, count = _lines(a_batch, kind, tmp_path)

    assert header == COLUMNS
    assert count == len(lines) == a_batch.findings.count() > 5


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_line_says_where_the_spreadsheet_has_the_row(a_batch: Batch, kind: str, tmp_path: Path) -> None:
    _header, lines, _count = _lines(a_batch, kind, tmp_path)

    places = {(line["check"], line["file"], line["sheet"], int(line["row"])) for line in lines}
    assert ("NIK-001", "keluarga.xlsx", "Data", 3) in places
    assert ("NIK-003", "individu.csv", "", 2) in places
    assert ("NIK-003", "individu.csv", "", 3) in places
    assert ("WIL-003", "individu.csv", "", 5) in places


def test_row_numbers_count_what_stands_above_the_header(tmp_path: Path) -> None:
    content = files([family(1, head_nik="99080114")])["keluarga.csv"]
    batch = checked_batch({"keluarga.csv": b"Daftar P3KE,,\r\n\r\nKutai Timur,,\r\n" + content})

    _header, lines, _count = _lines(batch, "csv", tmp_path)

    assert {line["row"] for line in lines if line["check"] == "NIK-001"} == {"5"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_number_is_text_with_all_its_digits(a_batch: Batch, kind: str, tmp_path: Path) -> None:
    _header, lines, _count = _lines(a_batch, kind, tmp_path)

    values = [line["value"] for line in lines if line["check"] == "NIK-003"]
    assert values == [generated_nik(1)] * 2


def test_in_a_workbook_only_the_row_is_a_number_and_nothing_a_formula(a_batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "temuan.xlsx"
    write_findings(a_batch, path, "xlsx", MARK)

    cells = [cell for row in list(openpyxl.load_workbook(path).active.rows)[1:] for cell in row]
    kinds = {(cell.column_letter == "C", cell.data_type) for cell in cells if cell.value is not None}
    assert kinds == {(True, "n"), (False, "s")}
    assert any(str(cell.value).startswith("=") for cell in cells), "the sample lost its formula"


def test_in_csv_no_cell_begins_as_a_formula(a_batch: Batch, tmp_path: Path) -> None:
    _header, lines, _count = _lines(a_batch, "csv", tmp_path)

    assert any("HYPERLINK" in line["value"] for line in lines), "the sample lost its formula"
    assert not [cell for line in lines for cell in line.values() if cell.startswith(RUNS)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_downloaded_file_is_filtered_and_counted_and_recorded(a_batch: Batch, kind: str) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    client = Client()
    client.force_login(officer)

    answer = client.get(f"/masuk/{a_batch.id}/temuan/unduh/{kind}/?check=NIK-003")

    assert answer.status_code == 200
    assert answer.headers["X-Row-Count"] == "2"
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # of a streamed answer
    if kind == "csv":
        assert len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) == 3
    else:
        assert openpyxl.load_workbook(io.BytesIO(content)).active.max_row == 3
    event = AuditEvent.objects.get(action="findings.exported")
    assert (event.actor, event.detail["count"]) == (officer, 2)
    assert generated_nik(1) not in event.detail_text


def test_who_may_not_export_gets_no_file(a_batch: Batch) -> None:
    client = Client()
    client.force_login(user_with_role("auditor", "64.08"))

    assert client.get(f"/masuk/{a_batch.id}/temuan/unduh/csv/").status_code in (403, 404)
    assert not AuditEvent.objects.filter(action="findings.exported").exists()


def test_a_page_of_findings_shows_no_number_in_clear(a_batch: Batch) -> None:
    """Numbers are masked until a reading of them is recorded, here as on the family's page."""
    client = Client()
    client.force_login(user_with_role("auditor", "64.08"))

    page = client.get(f"/masuk/{a_batch.id}/temuan/?check=NIK-003").content.decode()

    assert "individu.csv" in page
    assert generated_nik(1) not in page


@pytest.mark.parametrize("address", ["/masuk/{batch}/temuan/unduh/{kind}/", "/daftar/unduh/{kind}/"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_downloaded_touches_no_folder_of_others_and_leaves_nothing(
    a_batch: Batch, kind: str, address: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))

    answer = client.get(address.format(batch=a_batch.id, kind=kind))
    content = b"".join(answer)  # type: ignore[call-overload]

    assert answer.status_code == 200
    assert len(content) > 50
    assert not list((settings.DATA / "spill").iterdir())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_findings_is_its_owners_alone(a_batch: Batch, kind: str, tmp_path: Path) -> None:
    write_findings(a_batch, tmp_path / f"temuan.{kind}", kind, MARK)

    assert stat.S_IMODE((tmp_path / f"temuan.{kind}").stat().st_mode) == 0o600


def test_findings_are_told_in_the_readers_language(a_batch: Batch) -> None:
    """Nothing of a finding is kept as a sentence, so that one batch speaks to each reader in his own words."""
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    told = {}
    for language in ("id", "en"):
        client.cookies["django_language"] = language
        page = client.get(f"/masuk/{a_batch.id}/temuan/").content.decode()
        answer = client.get(f"/masuk/{a_batch.id}/temuan/unduh/csv/?check=NIK-003")
        told[language] = (page, b"".join(answer.streaming_content).decode())  # type: ignore[attr-defined]  # of a streamed answer

    assert all("NIK ini dipakai 2 baris dengan ID yang berbeda" in text for text in told["id"])
    assert all("This NIK stands on 2 rows with different IDs" in text for text in told["en"])
    assert not any("pada kolom" in text or "Cocokkan" in text for text in told["en"])


def test_a_column_is_named_as_the_file_names_it() -> None:
    batch = checked_batch(files([family(1, roof="DAUN")], [head(1)]))
    finding = batch.findings.get(check_id="KODE-001", column="roof")

    line = finding_line(batch, finding.id)

    assert (line.column, line.header) == ("roof", "Jenis Atap")
    assert line.message == "Nilai «DAUN» pada kolom Jenis Atap tidak ada pada daftar nilainya."


def test_finding_of_a_family_names_the_rows_of_its_members_as_the_spreadsheet_shows_them(
    tmp_path: Path,
) -> None:
    people = [head(1), head(2), child(21, 2, prog_pkh="YA"), child(22, 2), child(23, 2, prog_pkh="YA")]
    batch = checked_batch(files([family(1), family(2)], people))

    _header, lines, _count = _lines(batch, "csv", tmp_path)

    (said,) = [line for line in lines if line["check"] == "PROG-003"]
    assert (said["file"], said["row"]) == ("keluarga.csv", "3")
    assert "tercatat menerima pada berkas individu, baris 4, 6 (individu.csv)." in said["message"]


def test_a_finding_written_with_its_sentences_says_them_still(a_batch: Batch) -> None:
    """Those of the first version; nothing was proposed then."""
    finding = a_batch.findings.filter(check_id="NIK-001").get()
    seal = crypto.sealer(a_batch.source.data_key).seal
    detail = seal(f"finding:{finding.row_id.hex}:NIK-001", b'["9908", "NIK kurang panjang.", "Lihat KK."]')
    a_batch.findings.filter(id=finding.id).update(detail=detail, confidence=None)

    line = finding_line(a_batch, finding.id)

    assert (line.value, line.message, line.suggestion) == ("9908", "NIK kurang panjang.", "Lihat KK.")
    assert (line.proposal, line.certainty) == ("", "")
