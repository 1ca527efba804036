"""Lists beside the ministry's: printed sheets, villages' lists, and lists that families are compared with."""

import io
from typing import Any

import pytest
import xlsxwriter
from django.test import Client

from tepat.intake.models import BatchRow, TargetList
from tepat.registry.models import ExternalId, Family, Person
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import DUN, SENYIUR, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
KK = "99080101020300"


def _workbook(lines: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Lembar")
        for number, line in enumerate(lines):
            sheet.write_row(number, 1, line)
    return buffer.getvalue()


def _printed(*rows: list[str]) -> dict[str, bytes]:
    title = [["DAFTAR VERVAL DESA SENYIUR KECAMATAN MUARA ANCALONG"], []]
    head_row = ["No", "ID Keluarga", "Nama", "NIK", "JK", "Tgl Lahir", "Hubungan"]
    return {"cetak.xlsx": _workbook([*title, head_row, *rows])}


def _recipients() -> dict[str, bytes]:
    lines = [
        ["No", "Nama Penerima", "NIK", "No KK", "Program", "Nominal", "Periode"],
        ["1", "ANDI", generated_nik(1), KK + "01", "BLT-DD", "300.000", "Januari 2024"],
        ["2", "ANI", "6.40805E+15", "0", "BLT-DD", "300.000", "Januari 2024"],
    ]
    return {"penerima.xlsx": _workbook(lines)}


def test_printed_list_of_a_known_list_doubles_nobody() -> None:
    accepted_batch(
        files([family(1, region=SENYIUR)], [head(1, region=SENYIUR), child(2, 1, nik="", region=SENYIUR)])
    )
    printed = _printed(
        ["1", "KEL-1", name_of(1), generated_nik(1), "L", "14/03/1985", "Kepala Keluarga"],
        ["2", "", name_of(2), "", "L", "14/03/1985", "Anak"],
        ["3", "", "ANAK BARU", "", "P", "01/02/2020", "Anak"],
    )

    batch = accepted_batch(printed, name="Hasil verval")

    assert batch.scheme == "p3ke"
    assert Family.objects.count() == 1
    assert sorted(Person.objects.values_list("name", flat=True)) == sorted(
        [name_of(1), name_of(2), "ANAK BARU"]
    )
    assert ExternalId.objects.filter(person__name=name_of(1)).count() == 2


def test_village_list_goes_in_by_its_kk_numbers_and_its_title() -> None:
    lines = [
        ["DAFTAR KELUARGA MISKIN DESA SENYIUR"],
        ["No", "Nama", "NIK", "No KK", "Alamat", "RT", "RW"],
        ["1", "ANDI", generated_nik(1), KK + "01", "Jl. Poros", "1", "2"],
        ["2", "ANI", generated_nik(2), KK + "02", "Jl. Sungai", "1", "2"],
        ["3", "BUDI", "", "", "Jl. Sungai", "1", "2"],
    ]

    batch = accepted_batch({"usulan.xlsx": _workbook(lines)}, name="Usulan desa")

    assert (batch.scheme, batch.accepted, batch.held) == ("desa", 2, 1)
    assert set(Family.objects.values_list("head_name", "region_code", "rt", "kk_status")) == {
        ("ANDI", SENYIUR, "1", "sound"),
        ("ANI", SENYIUR, "1", "sound"),
    }
    assert set(batch.findings.values_list("check_id", flat=True)) == {"IND-001", "KEL-001", "NIK-004"}


def test_recipients_are_read_checked_and_kept_and_make_no_family() -> None:
    batch = checked_batch(_recipients(), name="Penerima BLT-DD")

    assert (batch.rows_in, batch.pending, batch.held, batch.families) == (2, 2, 0, 0)
    assert list(batch.findings.values_list("check_id", flat=True)) == ["NIK-007"]
    assert set(batch.rows.values_list("subject", "family_key")) == {(BatchRow.COMPARED, "")}


def test_accepted_comparison_list_is_kept_and_the_registry_stays_as_it_was() -> None:
    accepted_batch(files([family(1)], [head(1)]))
    lists = TargetList.objects.count()

    batch = accepted_batch(_recipients(), name="Penerima BLT-DD")

    assert (batch.state, batch.accepted, batch.pending) == ("accepted", 2, 0)
    assert (Family.objects.count(), Person.objects.count(), TargetList.objects.count()) == (1, 1, lists)


def test_comparison_list_beside_a_list_of_families_keeps_to_itself() -> None:
    batch = accepted_batch({**files([family(1, region=DUN)], [head(1, region=DUN)]), **_recipients()})

    compared = batch.findings.filter(row__subject=BatchRow.COMPARED)
    assert list(compared.values_list("check_id", flat=True)) == ["NIK-007"]
    assert (batch.accepted, Family.objects.count(), Person.objects.count()) == (4, 1, 1)


def test_page_of_the_batch_says_what_a_comparison_list_is_for(client: Client) -> None:
    officer = user_with_role("regency_verifier", "64.08")
    batch = checked_batch(_recipients(), by=officer, name="Penerima BLT-DD")
    client.force_login(officer)

    page = client.get(f"/masuk/{batch.id}/").content.decode()

    assert "Daftar penerima program" in page
    assert "tidak menjadi keluarga" in page
    assert "siapa yang sudah menerima bantuan" in page


def test_siks_ng_families_and_members_meet_by_its_own_keys() -> None:
    families = [
        ["id_keluarga", "no_kk", "nama_kepala_keluarga", "nik", "kelurahan", "kecamatan", "desil_nasional"],
        ["F1", KK + "01", "ANDI", generated_nik(1), "Senyiur", "Muara Ancalong", "2"],
    ]
    members = [
        ["idsemesta", "id_keluarga", "nama", "nik", "no_kk", "hub_kepala_keluarga"],
        ["S1", "F1", "ANDI", generated_nik(1), KK + "01", "1"],
        ["S2", "F1", "ANI", "", KK + "01", "2"],
    ]

    batch = accepted_batch({"a.xlsx": _workbook(families), "b.xlsx": _workbook(members)}, name="SIKS-NG")

    assert (batch.scheme, batch.held, batch.families, batch.persons) == ("siks", 0, 1, 2)
    assert set(batch.rows.values_list("region_code", flat=True)) == {SENYIUR}
    assert list(Family.objects.values_list("desil", "kk_status", "member_count")) == [(2, "sound", 2)]


def test_members_of_siks_ng_without_their_families_are_held_for_want_of_a_region() -> None:
    members = [
        ["idsemesta", "id_keluarga", "nama", "nik", "no_kk", "hub_kepala_keluarga"],
        ["S1", "F1", "ANDI", generated_nik(1), KK + "01", "1"],
    ]

    batch = checked_batch({"b.xlsx": _workbook(members)}, name="SIKS-NG")

    assert (batch.held, list(batch.findings.values_list("check_id", flat=True))) == (1, ["WIL-001"])


@pytest.mark.parametrize(("of", "said"), [(1, False), (7, True)], ids=["a-pair", "no-pair"])
def test_members_and_families_with_nothing_in_common_are_told_of(of: int, said: bool) -> None:
    batch = checked_batch(files([family(1)], [head(7, of)]))

    told = [str(note) for file in batch.files.all() for sheet in file.sheets.all() for note in sheet.told]

    assert any("Tidak satu pun keluarga pada lembar ini" in note for note in told) is said
