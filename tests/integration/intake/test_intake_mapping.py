"""A workbook no layout knows: its officer names the columns on a page, and it goes the way of every list."""

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tepat.engine.layouts import office
from tepat.intake import services
from tepat.intake.models import Batch, OfficeLayout, UnknownTable
from tepat.intake.transitions import TransitionRefused
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.database.ids import uuid7
from tepat.platform.jobs.models import Job
from tepat.registry.models import Family
from tests.factories.batches import checked_batch
from tests.factories.files import FAMILY_LAYOUT, csv_bytes, generated_nik
from tests.factories.lists import family
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

HEADERS = ["Nomor NIK Warga", "Kartu Keluarga (KK)", "Nama Warga Miskin", "Gender", "Kampung", "Komentar"]
NIK, KK = generated_nik(7, female=True), "9908010102030001"
ROW = [NIK, KK, "ANI WULANSARI", "P", "Senyiur", "rajin"]
TITLE = "Daftar warga Dinas Sosial"
SAID = {
    "title": TITLE,
    "legal_source": "Surat Kepala Dinas 12/2026",
    "source": "desa",
    "region_code": "names",
    "valid_from": "2026-01-01",
}
CHOSEN = dict(zip(("nik", "kk", "name", "sex", "village_name", ""), range(6), strict=True))


def _xlsx(**sheets: Sequence[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for column, text in enumerate(line):
                    sheet.write_string(number, column, text)
    return buffer.getvalue()


def _unknown(**more: Any) -> Batch:
    batch = checked_batch({"warga.xlsx": _xlsx(Warga=[["DINAS SOSIAL"], [], HEADERS, ROW])}, **more)
    assert batch.state == "unreadable"
    return batch


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", full_name="Ibu Ratna")


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _columns(chosen: dict[str, int] = CHOSEN) -> dict[str, str]:
    return {f"kolom-{place}": field for field, place in chosen.items()}


def _save(client: Client, batch: Batch, **changes: str) -> HttpResponse:
    sent = {**SAID, **_columns(), **changes}
    return client.post(f"/masuk/{batch.id}/kolom/?baris=orang", sent)  # type: ignore[return-value]  # the client's own answer class


def _definition(**changes: Any) -> office.Definition:
    given: dict[str, Any] = {
        **SAID,
        "subject": "person",
        "valid_from": date(2026, 1, 1),
        "fields": [(HEADERS[place], field) for field, place in CHOSEN.items() if field],
        **changes,
    }
    return office.define(**given)


def _selected(page: str, column: int) -> str:
    select = page.split(f'name="kolom-{column}"')[1].split("</select>")[0]
    found = re.search(r'value="(\w*)" selected', select)
    return found[1] if found else ""


def test_unknown_workbook_goes_from_its_page_into_the_registry(officer: User) -> None:
    batch, client = _unknown(by=officer), _as(officer)
    offered = client.get(f"/masuk/{batch.id}/").content.decode()

    saved = _save(client, batch)
    done = jobs.run_now(Job.objects.latest("id"))
    client.post(f"/masuk/{batch.id}/terima/")
    jobs.run_now(Job.objects.latest("id"))

    batch.refresh_from_db()
    assert f'href="/masuk/{batch.id}/kolom/"' in offered
    assert (saved.status_code, saved.headers["Location"]) == (302, f"/masuk/{batch.id}/")
    assert done.state == "done"
    assert (batch.state, batch.accepted, batch.held, str(batch.trouble)) == ("accepted", 1, 0, "")
    assert Family.objects.get().region_code == "64.08.01.2001"
    assert batch.files.get().sheets.get().layout_title == TITLE
    assert AuditEvent.objects.filter(action="batch.mapped", actor=officer).count() == 1
    assert not UnknownTable.objects.exists()


def test_next_file_with_these_headers_is_recognised(officer: User) -> None:
    _save(_as(officer), _unknown())

    following = checked_batch({"bulan depan.xlsx": _xlsx(Lain=[HEADERS, ROW])}, name="Bulan depan")

    assert (following.state, following.rows_in) == ("checked", 1)


def test_page_proposes_a_field_for_each_column_and_hides_numbers(officer: User) -> None:
    page = _as(officer).get(f"/masuk/{_unknown().id}/kolom/").content.decode()

    assert [_selected(page, place) for place in range(6)] == ["nik", "kk", "name", "sex", "village_name", ""]
    assert "Nomor NIK Warga" in page
    assert "ANI WULANSARI" in page
    assert f"•••• •••• •••• {NIK[-4:]}" in page
    assert NIK not in page
    assert KK not in page
    assert re.search(r"pasti|kemungkinan besar|ragu", page)
    assert "judul kolom pada baris 3" in page
    assert "Belum dipilih" not in page


def test_what_is_kept_of_the_table_is_sealed() -> None:
    _unknown()

    content = bytes(UnknownTable.objects.get().content)

    assert NIK.encode() not in content
    assert b"WULANSARI" not in content


def test_what_a_row_is_can_be_chosen_and_what_is_missing_is_named(officer: User) -> None:
    lines = [["Nama Lengkap", "NIK", "Keterangan Pendata"], ["ANI WULANSARI", NIK, "rajin"]]
    batch = checked_batch({"x.xlsx": _xlsx(A=lines)})
    client = _as(officer)

    as_people = client.get(f"/masuk/{batch.id}/kolom/?baris=orang").content.decode()
    as_families = client.get(f"/masuk/{batch.id}/kolom/?baris=keluarga").content.decode()

    assert "Belum dipilih: kunci keluarga (ID keluarga atau nomor KK), wilayah." in as_people
    assert "NIK Kepala Keluarga" in as_families
    assert "NIK Kepala Keluarga" not in as_people


def test_what_was_chosen_is_kept_when_a_row_is_said_to_be_something_else(officer: User) -> None:
    batch, client = _unknown(), _as(officer)
    chosen = _columns() | {"kolom-5": "address", "kolom-4": "", "kolom-3": "marital"}
    said = {**SAID, "title": "Warga 2026", "region_code": "bps", "ganti": "1"}

    families = client.post(f"/masuk/{batch.id}/kolom/?baris=orang", {**said, **chosen, "baris": "keluarga"})
    page = families.content.decode()
    kept = dict(
        re.findall(r'name="judul" value="([^"]*)"><input type="hidden" name="arti" value="(\w*)"', page)
    )

    assert families.status_code == 200
    assert [_selected(page, place) for place in (3, 4, 5)] == ["head_marital", "", "address"]
    assert 'value="Warga 2026"' in page
    assert re.search(r'value="bps" selected', page)
    assert kept == {}
    assert not OfficeLayout.objects.exists()


def test_what_was_chosen_is_kept_from_sheet_to_sheet(officer: User) -> None:
    other = [[HEADERS[5], "Nama Bapak/Ibu Kepala", "Atap rumah"], ["rajin", "ANI WULANSARI", "Genteng"]]
    batch = checked_batch({"warga.xlsx": _xlsx(Warga=[HEADERS, ROW]), "kepala.xlsx": _xlsx(Kepala=other)})
    client = _as(officer)
    tables = {table.sheet: str(table.id) for table in UnknownTable.objects.filter(file__batch=batch)}
    address = f"/masuk/{batch.id}/kolom/?tabel={tables['Warga']}&baris=orang"
    chosen = _columns() | {"kolom-5": "address", "kolom-3": "marital"}

    there = client.post(
        address, {**SAID, **chosen, "ganti": "1", "baris": "orang", "tabel": tables["Kepala"]}
    )
    page = there.content.decode()
    hidden = dict(
        re.findall(r'name="judul" value="([^"]*)"><input type="hidden" name="arti" value="(\w*)"', page)
    )
    back = client.post(
        f"/masuk/{batch.id}/kolom/?tabel={tables['Kepala']}&baris=keluarga",
        {
            **SAID, "ganti": "1", "tabel": tables["Warga"], "baris": "keluarga",
            "judul": list(hidden), "arti": list(hidden.values()), "kolom-0": "address",
        },
    ).content.decode()  # fmt: skip

    assert "kepala.xlsx › Kepala" in page
    assert _selected(page, 0) == "address"
    assert hidden == {"Gender": "marital"}
    assert [_selected(back, place) for place in (0, 3, 5)] == ["nik", "marital", "address"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"kolom-1": ""}, "yang mengenali keluarga", id="no-family-key"),
        pytest.param({"kolom-0": ""}, "yang mengenali orang", id="no-person-key"),
        pytest.param({"kolom-2": ""}, "Tidak ada kolom nama", id="no-name"),
        pytest.param({"kolom-5": "name"}, "menunjuk isian yang sama", id="a-field-twice"),
        pytest.param({"kolom-5": "rahasia"}, "«rahasia» tidak dikenal", id="no-such-field"),
        pytest.param({"title": " "}, "Nama tata letak", id="no-title"),
        pytest.param({"title": "x" * 301}, "Nama tata letak", id="long-title"),
        pytest.param({"source": "tepat"}, "Kunci keluarganya milik", id="no-such-source"),
        pytest.param({"valid_from": "kemarin"}, "Berlaku sejak", id="no-date"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_nothing_chosen_is_lost(
    officer: User, changes: dict[str, str], words: str
) -> None:
    batch = _unknown()

    answer = _save(_as(officer), batch, **{"legal_source": "Surat 77", "kolom-4": "district_name", **changes})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Surat 77"' in page
    assert _selected(page, 4) == "district_name"
    assert _selected(page, 1) == changes.get("kolom-1", "kk")
    batch.refresh_from_db()
    assert batch.state == "unreadable"
    assert not OfficeLayout.objects.exists()


def test_one_header_for_two_fields_is_refused(officer: User) -> None:
    batch = checked_batch({"x.xlsx": _xlsx(A=[[*HEADERS[:5], HEADERS[2]], ROW])})

    answer = _save(_as(officer), batch, **{"kolom-5": "address"})

    assert answer.status_code == 422
    assert "dipakai untuk dua isian" in answer.content.decode()


def test_title_that_names_another_layout_is_refused(officer: User) -> None:
    services.keep_office_layout(by=officer, region_code="64.08", definition=_definition(source="p3ke"))
    batch = checked_batch({"x.xlsx": _xlsx(A=[["Lain", *HEADERS[1:]], ROW])})
    batch_page = _as(officer)

    answer = _save(batch_page, batch)

    assert answer.status_code == 422
    assert "sudah ada dengan isi lain" in answer.content.decode()


def test_column_without_a_header_is_told_of_and_cannot_be_chosen(officer: User) -> None:
    batch = checked_batch({"x.xlsx": _xlsx(A=[[*HEADERS[:5], ""], ROW])})

    page = _as(officer).get(f"/masuk/{batch.id}/kolom/").content.decode()

    assert "tanpa judul" in page
    assert 'name="kolom-5"' not in page


def test_of_several_sheets_one_is_named_after_the_other(officer: User) -> None:
    other = [["Nomor K.K.", "Nama Bapak/Ibu Kepala", "Dusun Kampung"], [KK, "ANI WULANSARI", "Senyiur"]]
    book = _xlsx(Warga=[HEADERS, ROW])
    batch = checked_batch({"warga.xlsx": book, "kepala.xlsx": _xlsx(Kepala=other)})
    client = _as(officer)
    tables = {table.sheet: table.id for table in UnknownTable.objects.filter(file__batch=batch)}

    first = client.get(f"/masuk/{batch.id}/kolom/").content.decode()
    second = client.get(f"/masuk/{batch.id}/kolom/?tabel={tables['Kepala']}&baris=keluarga").content.decode()
    _save(client, batch)
    jobs.run_now(Job.objects.latest("id"))

    batch.refresh_from_db()
    assert "warga.xlsx › Warga" in first
    assert "Nama Bapak/Ibu Kepala" in second
    assert batch.state == "unreadable"
    assert [table.sheet for table in UnknownTable.objects.filter(file__batch=batch)] == ["Kepala"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"%PDF-1.7 surat pengantar", id="no-table"),
        pytest.param(
            csv_bytes(FAMILY_LAYOUT, [family(1)]).replace(b"ID Keluarga P3KE", b"Lain"), id="no-key"
        ),
        pytest.param(csv_bytes(FAMILY_LAYOUT, []), id="no-rows"),
    ],
)
def test_file_whose_columns_are_not_the_trouble_offers_no_mapping(officer: User, content: bytes) -> None:
    batch = checked_batch({"daftar.csv": content})
    client = _as(officer)

    page = client.get(f"/masuk/{batch.id}/").content.decode()
    asked = client.get(f"/masuk/{batch.id}/kolom/")

    assert batch.state == "unreadable"
    assert "Kenali kolomnya</a>" not in page
    assert asked.status_code == 302


def test_layout_is_carried_to_another_regency_as_a_file(officer: User) -> None:
    kept = services.keep_office_layout(by=officer, region_code="64.08", definition=_definition())
    neighbour = _as(user_with_role("regency_verifier", "64.02"))
    batch = _unknown(region="64.02")

    file = _as(officer).get(f"/masuk/tata-letak/{kept.id}/")
    taken = neighbour.post(
        f"/masuk/{batch.id}/kolom/berkas/", {"berkas": SimpleUploadedFile("a.yaml", file.content)}
    )
    jobs.run_now(Job.objects.latest("id"))

    batch.refresh_from_db()
    assert "attachment" in file.headers["Content-Disposition"]
    assert taken.status_code == 302
    assert (batch.state, batch.rows_in) == ("checked", 1)
    assert OfficeLayout.objects.get(region_code="64.02").definition == kept.definition


def test_layout_is_taken_over_without_a_batch_too(officer: User) -> None:
    client = _as(officer)
    file = SimpleUploadedFile("a.yaml", office.written(_definition()))

    client.post("/masuk/tata-letak/", {"berkas": file})
    page = client.get("/masuk/tata-letak/").content.decode()

    kept = OfficeLayout.objects.get(region_code="64.08")
    assert TITLE in page
    assert f'href="/masuk/tata-letak/{kept.id}/"' in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"a: &a [1]\nb: *a\n", "tidak dapat dibaca", id="reference"),
        pytest.param(b"!!python/object/apply:os.system ['true']", "tidak dapat dibaca", id="object"),
        pytest.param(b"x" * 70_000, "terlalu besar", id="too-large"),
        pytest.param(b"\xff\xfe\x00", "tidak dapat dibaca", id="bytes"),
        pytest.param(b"tepat_layout: 9", "bukan tata letak", id="not-a-layout"),
        pytest.param(None, "", id="none"),
    ],
)
@pytest.mark.parametrize("on_the_batch", [True, False], ids=["batch", "office"])
def test_hostile_layout_file_is_refused_in_words(
    officer: User, content: bytes | None, words: str, on_the_batch: bool
) -> None:
    batch = _unknown()
    sent = {} if content is None else {"berkas": SimpleUploadedFile("a.yaml", content)}

    answer = _as(officer).post(
        f"/masuk/{batch.id}/kolom/berkas/" if on_the_batch else "/masuk/tata-letak/", sent
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Berkas tata letak belum diterima." in page
    assert words in page
    batch.refresh_from_db()
    assert batch.state == "unreadable"
    assert not OfficeLayout.objects.exists()


def test_who_may_look_but_not_upload_names_nothing(officer: User) -> None:
    batch = _unknown()
    kept = services.keep_office_layout(by=officer, region_code="64.08", definition=_definition())
    auditor = _as(user_with_role("auditor", "64.08"))

    page = auditor.get(f"/masuk/{batch.id}/").content.decode()
    list_page = auditor.get("/masuk/tata-letak/").content.decode()

    assert "Kenali kolomnya</a>" not in page
    assert auditor.get(f"/masuk/{batch.id}/kolom/").status_code == 403
    assert _save(auditor, batch).status_code == 403
    assert auditor.post("/masuk/tata-letak/").status_code == 404
    assert "Ambil tata letak" not in list_page
    assert auditor.get(f"/masuk/tata-letak/{kept.id}/").status_code == 200


def test_from_another_regency_nothing_is_there(officer: User) -> None:
    batch = _unknown()
    kept = services.keep_office_layout(by=officer, region_code="64.08", definition=_definition())
    neighbour = _as(user_with_role("regency_verifier", "64.02"))

    assert neighbour.get(f"/masuk/{batch.id}/kolom/").status_code == 404
    assert _save(neighbour, batch).status_code == 404
    assert neighbour.post(f"/masuk/{batch.id}/kolom/berkas/").status_code == 404
    assert neighbour.get(f"/masuk/tata-letak/{kept.id}/").status_code == 404
    assert TITLE not in neighbour.get("/masuk/tata-letak/").content.decode()


def test_second_officer_finds_the_batch_already_being_read(officer: User) -> None:
    batch, client = _unknown(), _as(officer)
    _save(client, batch)

    again = _save(client, batch)

    assert (again.status_code, again.headers["Location"]) == (302, f"/masuk/{batch.id}/")
    assert OfficeLayout.objects.count() == 1
    assert Job.objects.filter(link=f"/masuk/{batch.id}/").count() == 2
    with pytest.raises(TransitionRefused):
        services.map_batch(by=officer, batch=batch, definition=_definition())


def test_choices_for_a_table_that_is_gone_are_not_taken_for_anothers(officer: User) -> None:
    batch, client = _unknown(), _as(officer)
    gone = UnknownTable.objects.get().id
    UnknownTable.objects.update(id=uuid7())

    answer = client.post(f"/masuk/{batch.id}/kolom/?tabel={gone}&baris=orang", {**SAID, **_columns()})
    page = client.get(f"/masuk/{batch.id}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/masuk/{batch.id}/kolom/")
    assert "sudah dibaca lagi" in page.content.decode()
    assert not OfficeLayout.objects.exists()


def test_page_in_english(officer: User) -> None:
    client = _as(officer)
    client.cookies["django_language"] = "en"

    page = client.get(f"/masuk/{_unknown().id}/kolom/").content.decode()

    assert "Name the columns" in page
    assert "Kenali" not in page
