"""Packs for the villages: one each, completed where something is missing, fetched by those they are for alone."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from tepat.intake.models import Pack, PackFetch, PackRound, TargetList
from tepat.intake.packs import queries, services
from tepat.intake.packs.services import Letter
from tepat.platform import files as kept
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.files.marking import NOTE
from tepat.platform.jobs.models import Job
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import for_the_module
from tests.factories.lists import DUN, SENAMBAH, SENYIUR, child, family, files, head, name_of
from tests.factories.marks import MARK
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db

OFFICER = "dinsos.uji"

TYPED = {
    "level": "village",
    "letter_number": "460/12/Dinsos",
    "letter_day": "2024-02-05",
    "due_day": "2024-02-19",
    "office": "Dinas Sosial",
    "signer_title": "Kepala Dinas Sosial",
    "signer": "Wiratmaja",
}


@pytest.fixture(scope="module", autouse=True)
def _three_villages(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with for_the_module(django_db_blocker):
        accepted_batch(
            files(
                [
                    family(1, region=DUN, roof="", address="=RT 01"),
                    family(2, region=SENYIUR),
                    family(3, region=SENAMBAH),
                ],
                [
                    head(1, region=DUN),
                    child(11, 1, region=DUN, nik=""),
                    head(2, region=SENYIUR),
                    head(3, region=SENAMBAH),
                ],
            ),
            by=user_with_role("regency_verifier", "64.08", username=OFFICER),
        )
        yield


@pytest.fixture
def officer() -> User:
    return User.objects.get(username=OFFICER)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _post(officer: User, **changes: str) -> HttpResponse:
    typed = TYPED | {"target_list": str(TargetList.objects.get().id)} | changes
    answer: Any = _client(officer).post("/paket/baru/", typed)
    return answer


def _made(officer: User, level: str = "village") -> PackRound:
    answer = _post(officer, level=level)
    assert answer.status_code == 302, answer.content.decode()
    job = jobs.run_now(Job.objects.latest("id"))
    assert job.state == "done", job.error_detail or job.error
    return PackRound.objects.latest("id")


def _book(pack: Pack) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(kept.open_plain(pack.workbook).read()))


def _column(sheet: Any, heading: str) -> int:
    headings = [cell.value for cell in sheet[1]]
    return headings.index(heading) + 1


def test_each_village_gets_a_pack_and_each_family_stands_in_one(officer: User) -> None:
    made = _made(officer)

    assert {(pack.region_code, pack.families, pack.people) for pack in made.packs.all()} == {
        (DUN, 1, 2),
        (SENYIUR, 1, 1),
        (SENAMBAH, 1, 1),
    }


def test_a_district_gets_its_villages_families_together(officer: User) -> None:
    made = _made(officer, "district")

    assert {(pack.region_code, pack.families) for pack in made.packs.all()} == {
        ("64.08.01", 2),
        ("64.08.03", 1),
    }


def test_known_values_are_locked_and_missing_ones_are_chosen_from_a_list(officer: User) -> None:
    sheet = _book(_made(officer).packs.get(region_code=DUN))["Keluarga"]
    known, missing = _column(sheet, "Jenis dinding"), _column(sheet, "Jenis atap")

    assert sheet.cell(2, known).value
    assert sheet.cell(2, known).protection.locked
    assert sheet.cell(2, missing).value in (None, "")
    assert not sheet.cell(2, missing).protection.locked
    assert sheet.protection.sheet
    letter = sheet.cell(2, missing).column_letter
    assert any(f"{letter}2" in str(rule.sqref) for rule in sheet.data_validations.dataValidation)


def test_the_choices_are_the_labels_of_the_code_list(officer: User) -> None:
    book = _book(_made(officer).packs.get(region_code=DUN))

    offered = [{cell.value for cell in column} - {None} for column in book["Pilihan"].columns]

    assert book["Pilihan"].sheet_state == "hidden"
    assert any({"Genteng", "Bambu"} <= options for options in offered)


def test_no_whole_number_is_in_a_pack_and_nothing_runs_as_a_formula(officer: User) -> None:
    pack = _made(officer).packs.get(region_code=DUN)

    cells = [cell for sheet in _book(pack) for row in sheet.iter_rows() for cell in row if cell.value]

    assert generated_nik(1) not in {str(cell.value) for cell in cells}
    assert any(str(cell.value).endswith(generated_nik(1)[-4:]) for cell in cells)
    assert "=RT 01" in {cell.value for cell in cells if cell.data_type == "s"}


def test_list_and_letter_are_pdf_and_the_same_again(officer: User) -> None:
    from tepat.intake.packs import paper
    from tepat.intake.packs.contents import families_in
    from tepat.intake.packs.workbook import Heading

    pack = _made(officer).packs.get(region_code=DUN)
    families = families_in(TargetList.objects.get(), DUN, and_below=False)
    heading = Heading("Desa Muara Dun", "Daftar", "P3KE 2023", 1, 2, "19 Februari 2024")

    assert kept.open_plain(pack.paper).read(5) == b"%PDF-"
    assert kept.open_plain(pack.letter).read(5) == b"%PDF-"
    assert paper.printed_list(heading, families, MARK) == paper.printed_list(heading, families, MARK)


def test_a_village_officer_fetches_his_own_pack_alone(officer: User) -> None:
    made = _made(officer)
    theirs, others = made.packs.get(region_code=DUN), made.packs.get(region_code=SENYIUR)
    client = _client(user_with_role("village_officer", DUN, full_name="Sulastri Kembangarum"))

    page = client.get(f"/paket/{made.id}/").content.decode()
    answer: Any = client.post(f"/paket/{made.id}/{theirs.id}/workbook/")
    content = b"".join(answer.streaming_content)

    assert "Muara Dun" in page
    assert "Senyiur" not in page
    assert content.startswith(b"PK")
    assert client.post(f"/paket/{made.id}/{others.id}/workbook/").status_code == 404
    assert PackFetch.objects.get().pack_id == theirs.id
    assert AuditEvent.objects.filter(action="pack.fetched", region_code=DUN).count() == 1


def test_the_officer_sees_who_has_fetched_and_who_has_not(officer: User) -> None:
    made = _made(officer)
    village = user_with_role("village_officer", DUN, full_name="Sulastri Kembangarum")
    services.note_fetch(by=village, packs=[made.packs.get(region_code=DUN)], kind="workbook")

    lines = queries.pack_lines(queries.packs_for(officer))
    page = _client(officer).get(f"/paket/{made.id}/").content.decode()

    assert [line.fetched_by for line in lines] == ["", "", "Sulastri Kembangarum"]
    assert "Sulastri Kembangarum" in page


def test_all_packs_come_in_one_archive_a_folder_a_village(officer: User) -> None:
    made = _made(officer)

    answer: Any = _client(officer).post(f"/paket/{made.id}/unduh/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    assert archive.testzip() is None
    packs = [name for name in archive.namelist() if name != NOTE]
    assert len(packs) == 9
    assert {name.split("/")[1] for name in packs} == {"Muara Dun", "Senyiur", "Senambah"}


def test_making_goes_on_where_an_attempt_stopped(officer: User) -> None:
    made = _made(officer)
    before = set(made.packs.values_list("id", flat=True))
    missing = made.packs.get(region_code=SENYIUR)
    missing.delete()

    job = Job.objects.latest("id")
    Job.objects.filter(id=job.id).update(state="queued", finished_at=None)
    again = jobs.run_now(Job.objects.get(id=job.id))

    after = set(made.packs.values_list("id", flat=True))
    assert again.result == {"packs": 3, "total": 3}
    assert len(after) == 3
    assert before - after == {missing.id} or len(before & after) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"due_day": "2024-02-01"}, "mendahului tanggal surat", id="due-before-letter"),
        pytest.param({"signer": ""}, "Nama penanda tangan", id="nobody-signs"),
        pytest.param({"target_list": "tidak-ada"}, "Daftar", id="unknown-list"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_made(
    officer: User, typed: dict[str, str], sentence: str
) -> None:
    answer = _post(officer, **typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PackRound.objects.exists()


def test_only_the_lists_regency_may_send_it_out(officer: User) -> None:
    for stranger in (user_with_role("regency_verifier", "64.02"), user_with_role("village_officer", DUN)):
        answer = _post(stranger)
        assert answer.status_code in (403, 422)
    assert not PackRound.objects.exists()


def test_a_list_without_families_is_not_sent_out(officer: User) -> None:
    empty = TargetList.objects.get()
    empty.entries.all().delete()
    letter = Letter("1", date(2024, 2, 5), date(2024, 2, 5), "Dinas Sosial", name_of(1), "Kepala")

    with pytest.raises(services.PacksRefused, match="belum berisi keluarga"):
        services.open_pack_round(by=officer, target_list=empty, level="village", letter=letter)
