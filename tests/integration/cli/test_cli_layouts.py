"""tepat layouts: an office's own layout is kept, used for its files, and carried to another regency."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tepat.engine.layouts import office
from tepat.intake.findings.queries import FindingFilter, finding_lines
from tepat.intake.models import Batch, OfficeLayout
from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Family
from tests.factories.files import generated_nik
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Tepat

pytestmark = pytest.mark.django_db
FIELDS = {
    "Nomor NIK Warga": "nik",
    "Kartu Keluarga (KK)": "kk",
    "Nama Warga Miskin": "name",
    "Gender": "sex",
    "Kampung": "village_name",
}


def _file(path: Path, **changes: Any) -> Path:
    given: dict[str, Any] = {
        "title": "Daftar Dinas Sosial",
        "subject": "person",
        "source": "desa",
        "region_code": "names",
        "legal_source": "Surat Kepala Dinas 12/2026",
        "valid_from": date(2026, 1, 1),
        "fields": FIELDS.items(),
        **changes,
    }
    path.write_bytes(office.written(office.define(**given)))
    return path


def _list(path: Path, sex: str = "P") -> Path:
    lines = [",".join(FIELDS), f"{generated_nik(1, female=True)},9908010102030001,ANI,{sex},Senyiur"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_files_with_the_offices_headers_are_read_once_its_layout_is_kept(
    tepat: Tepat, tmp_path: Path
) -> None:
    given = _list(tmp_path / "warga.csv", sex="X")
    before = tepat("import", given, "--list", "Warga", "--region", "64.08", "--json")

    kept = tepat("layouts", "keep", _file(tmp_path / "a.yaml"), "--region", "64.08", "--json")
    after = tepat("import", given, "--list", "Warga", "--region", "64.08", "--accept", "--json")

    assert (before.code, kept.code, after.code) == (2, 0, 0)
    assert (after.json["accepted"], after.json["held"]) == (1, 0)
    assert Family.objects.get().region_code == "64.08.01.2001"
    batch = Batch.objects.get(id=after.json["batch"])
    assert (batch.scheme, batch.files.get().sheets.get().layout_title) == ("desa", "Daftar Dinas Sosial")
    assert "Gender" in {line.header for line in finding_lines(batch, FindingFilter())}
    assert AuditEvent.objects.filter(action="office_layout.kept").count() == 1


def test_layout_of_one_regency_is_not_anothers_until_it_is_carried_there(
    tepat: Tepat, tmp_path: Path
) -> None:
    tepat("layouts", "keep", _file(tmp_path / "a.yaml"), "--region", "64.08")
    here, there = (tepat("layouts", "list", "--region", code, "--json").json for code in ("64.08", "64.02"))

    shared = tepat(
        "layouts", "share", "Daftar Dinas Sosial", "--region", "64.08", "--out", tmp_path / "b.yaml"
    )
    carried = tepat("layouts", "keep", tmp_path / "b.yaml", "--region", "64.02")

    assert here[0]["title"] == "Daftar Dinas Sosial"
    assert "Daftar Dinas Sosial" not in {one["title"] for one in there}
    assert (shared.code, carried.code) == (0, 0)
    assert len(set(OfficeLayout.objects.values_list("definition", flat=True))) == 1
    assert OfficeLayout.objects.count() == 2


def test_the_same_again_is_the_one_there_and_another_of_its_name_is_refused(
    tepat: Tepat, tmp_path: Path
) -> None:
    first = tepat("layouts", "keep", _file(tmp_path / "a.yaml"), "--region", "64.08", "--json")
    again = tepat("layouts", "keep", tmp_path / "a.yaml", "--region", "64.08", "--json")
    other = tepat("layouts", "keep", _file(tmp_path / "c.yaml", source="p3ke"), "--region", "64.08")

    assert first.json == again.json
    assert other.code == 2
    assert "sudah ada dengan isi lain" in other.err
    assert OfficeLayout.objects.count() == 1


def test_unknown_file_is_proposed_kept_and_read(tepat: Tepat, tmp_path: Path) -> None:
    given, draft = _list(tmp_path / "warga.csv"), tmp_path / "usul.yaml"

    proposed = tepat(
        *(
            "layouts",
            "propose",
            given,
            "--title",
            "Warga",
            "--out",
            draft,
            "--legal-source",
            "Surat",
            "--json",
        )
    )
    tepat("layouts", "keep", draft, "--region", "64.08")
    after = tepat("import", given, "--list", "Warga", "--region", "64.08", "--json")

    assert {one["header"]: one["field"] for one in proposed.json["columns"]} == FIELDS | {"Kampung": None}
    assert generated_nik(1, female=True) not in draft.read_text() + proposed.out
    assert after.json["rows_in"] == 1


def test_file_without_what_tells_families_apart_is_no_proposal(tepat: Tepat, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Nama,Alamat,RT,Desil\nANI,Jl. Poros,1,2\n", encoding="utf-8")

    said = tepat("layouts", "propose", path, "--title", "x", "--out", tmp_path / "y", "--legal-source", "x")

    assert said.code == 2
    assert "yang mengenali keluarga" in said.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: &a [1]\nb: *a\n", "tidak dapat dibaca"),
        (b"x" * 70_000, "terlalu besar"),
        (b"", "bukan tata letak"),
    ],
)
def test_hostile_file_is_refused(tepat: Tepat, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)

    said = tepat("layouts", "keep", path, "--region", "64.08")

    assert said.code == 2
    assert words in said.err
    assert OfficeLayout.objects.count() == 0


def test_who_may_not_receive_lists_there_keeps_no_layout(tepat: Tepat, tmp_path: Path) -> None:
    user_with_role("regency_verifier", "64.02", username="tetangga")

    said = tepat("layouts", "keep", _file(tmp_path / "a.yaml"), "--region", "64.08", "--as", "tetangga")
    listed = tepat("layouts", "list", "--region", "64.08", "--as", "tetangga")

    assert (said.code, listed.code) == (2, 2)
    assert OfficeLayout.objects.count() == 0


@pytest.mark.parametrize(
    "words",
    [
        ("layouts", "share", "tidak ada", "--region", "64.08", "--out", "x.yaml"),
        ("layouts", "keep", "tidak-ada.yaml", "--region", "64.08"),
    ],
)
def test_what_is_not_there_is_refused(tepat: Tepat, words: tuple[str, ...]) -> None:
    assert tepat(*words).code == 2
