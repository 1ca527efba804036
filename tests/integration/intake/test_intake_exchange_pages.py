"""The civil registry by file, as the officer walks it: refer, fetch, give the answer, apply, look again."""

import re
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tepat.intake.models import CivilAnswer, Referral
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.jobs.models import Job
from tepat.registry.models import Claim, Person
from tepat.registry.services import correct_field
from tests.factories.answers import answer_csv, answer_ods, answer_xls
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import PERIAN, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]
OFFICER, STRANGER = "dinsos.rujukan", "dinsos.tetangga"
SERIALS = range(1, 5)
FORM = {
    "kind": "match", "region": "64.08", "target_list": "", "states": ["blank", "damaged"],
    "recipient": "Dinas Dukcapil", "purpose": "Pencocokan NIK", "legal_basis": "PKS 1/UJI", "last_day": "2199-12-31",
}  # fmt: skip


@made_once
def listed() -> None:
    """Four families, each with a child without a number."""
    accepted_batch(
        files(
            [family(n) for n in SERIALS],
            [row for n in SERIALS for row in (head(n), child(10 + n, n, nik=""))],
        ),
        by=user_with_role("regency_verifier", "64.08", username=OFFICER),
    )
    user_with_role("regency_verifier", "64.02", username=STRANGER)


@pytest.fixture
def officer() -> Client:
    return _client(OFFICER)


def _client(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def _worked() -> None:
    assert jobs.run_now(Job.objects.latest("id")).state == "done"


def _referred(officer: Client, **other: Any) -> Referral:
    answer = officer.post("/rujukan/baru/", {**FORM, **other})
    assert answer.status_code == 302, answer.content.decode()
    _worked()
    return Referral.objects.latest("id")


def _given(officer: Client, referral: Referral, content: bytes, name: str = "jawaban.csv") -> Any:
    return officer.post(
        f"/rujukan/{referral.id}/jawab/", {"answer": SimpleUploadedFile(name, content)}, follow=True
    )


def _child(serial: int) -> Person:
    return Person.objects.get(external_ids__value=f"IND-{10 + serial}")


def _rows(**more: str) -> list[dict[str, str]]:
    return [
        {"ID Tepat": _child(n).id.hex, "Hasil": "NIK baru", "NIK": generated_nik(500 + n), **more}
        for n in SERIALS
    ]


def _whole(page: str) -> list[str]:
    """The counts of whole numbers, before and now, as the page tells them."""
    (section,) = re.findall(r'aria-label="NIK utuh".*?</section>', page, re.DOTALL)
    return re.findall(r"(\d+)", re.sub(r"<[^>]+>", " ", section))


def test_the_loop_is_closed_on_the_pages(officer: Client) -> None:
    referral = _referred(officer)
    page = officer.get(f"/rujukan/{referral.id}/").content.decode()
    assert "Tanpa NIK, NIK rusak" in page
    fetched = officer.post(f"/rujukan/{referral.id}/unduh/")
    sent = openpyxl.load_workbook(BytesIO(b"".join(fetched.streaming_content)))["Rujukan"]  # type: ignore[attr-defined]  # a file
    assert sent.max_row == 5
    assert AuditEvent.objects.filter(action="referral.fetched").count() == 1

    corrected = _child(4)
    assert corrected.family is not None
    correct_field(
        by=User.objects.get(username=OFFICER), family=corrected.family, person=corrected, field="name",
        value="Kartini Sudah", reason="KTP",
    )  # fmt: skip
    rows = [*_rows(), *({**_rows()[0], "ID Tepat": uuid4().hex} for _n in range(15))]
    _given(officer, referral, answer_csv(rows))
    _worked()
    answer = CivilAnswer.objects.get()
    address = f"/rujukan/jawaban/{answer.id}/"
    page = officer.get(address).content.decode()
    assert (answer.rows, answer.told, answer.claims, answer.asked) == (4, 15, 4, 1)
    assert "Terapkan 3 usulan" in page
    assert "sudah berubah sejak rujukan" in page
    assert _whole(page)[::2] == ["4", "4"]
    assert page.count("tidak ada pada rujukan ini") == 10
    (after,) = re.findall(r'rel="next" href="[^"]*(\?after=[^"]+)"', page)
    assert officer.get(address + after).content.decode().count("tidak ada pada rujukan ini") == 5

    officer.post(f"{address}terapkan/")
    _worked()
    page = officer.get(address).content.decode()
    assert _whole(page)[::2] == ["4", "7"]
    (asking,) = Claim.objects.filter(state="open")
    officer.post("/daftar/usulan/putuskan/", {"aksi": f"terima.{asking.id}"})
    assert _whole(officer.get(address).content.decode())[::2] == ["4", "8"]
    officer.post(
        f"/daftar/usulan/putuskan/?keadaan=accepted&dari={answer.change_set_id}",
        {"aksi": "batalkan", "semua": "1"},
    )
    assert _whole(officer.get(address).content.decode())[::2] == ["4", "4"]
    nothing_left = officer.get("/rujukan/").content.decode()
    assert "Dinas Dukcapil" in nothing_left


@pytest.mark.parametrize(
    ("name", "write"),
    [pytest.param("jawaban.ods", answer_ods, id="ods"), pytest.param("jawaban.xls", answer_xls, id="xls")],
)
def test_an_answer_saved_by_another_program_is_read(
    officer: Client, tmp_path: Path, name: str, write: Callable[[Iterable[Mapping[str, str]], Path], bytes]
) -> None:
    _given(officer, _referred(officer), write(_rows(Nama="Purnama Rejomulyo"), tmp_path / name), name)
    _worked()

    answer = CivilAnswer.objects.get()
    assert (answer.state, answer.rows, answer.told) == ("read", 4, 0)
    assert set(Claim.objects.values_list("field", flat=True)) == {"nik", "name"}


def test_the_worklist_for_issuing_needs_no_state(officer: Client) -> None:
    referral = _referred(officer, kind="issue", states=[])

    assert (referral.kind, referral.people, referral.states) == ("issue", 4, "blank")
    assert "Penerbitan" in officer.get(f"/rujukan/{referral.id}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param({"states": []}, "Belum ada yang dicentang", id="no-state"),
        pytest.param({"states": ["damaged"]}, "Tidak ada orang dengan keadaan itu", id="nobody"),
        pytest.param({"last_day": "2020-01-01"}, "Masa pakainya sudah lewat", id="over"),
        pytest.param({"region": "64.02"}, "Masukkan pilihan", id="of-another-regency"),
    ],
)
def test_a_referral_that_cannot_be_is_refused_with_what_was_typed(
    officer: Client, typed: dict[str, Any], says: str
) -> None:
    answer = officer.post("/rujukan/baru/", {**FORM, **typed})

    page = answer.content.decode()
    assert (answer.status_code, says in page, "PKS 1/UJI" in page) == (422, True, True), page
    assert "Keadaan nomornya <span" not in page
    assert not Referral.objects.exists()


def test_an_answer_that_cannot_be_taken_is_said_where_it_was_given(officer: Client) -> None:
    referral = _referred(officer)

    nothing = _given(officer, referral, b"")
    assert (nothing.status_code, "kosong (0 bita)" in nothing.content.decode()) == (422, True)
    _given(officer, referral, b"apa,saja\n1,2\n")
    _worked()
    (unread,) = CivilAnswer.objects.all()
    page = officer.get(f"/rujukan/jawaban/{unread.id}/").content.decode()
    assert "bukan jawaban rujukan" in page
    assert "Terapkan" not in page
    officer.post(f"/rujukan/jawaban/{unread.id}/terapkan/")
    assert not Claim.objects.exists()


def test_nobody_of_another_regency_sees_or_answers_it(officer: Client) -> None:
    referral = _referred(officer)
    _given(officer, referral, answer_csv(_rows()))
    _worked()
    answer, stranger = CivilAnswer.objects.get(), _client(STRANGER)

    asked = [
        f"/rujukan/{referral.id}/",
        f"/rujukan/jawaban/{answer.id}/",
        f"/rujukan/{referral.id}/kemajuan/",
    ]
    assert [stranger.get(one).status_code for one in asked] == [404] * 3
    told = [f"/rujukan/{referral.id}/unduh/", f"/rujukan/jawaban/{answer.id}/terapkan/"]
    assert [stranger.post(one).status_code for one in told] == [404] * 2
    assert _given(stranger, referral, answer_csv(_rows(Nama="Kartini"))).status_code == 404
    assert "Belum ada rujukan" in stranger.get("/rujukan/").content.decode()
    assert (CivilAnswer.objects.count(), _child(1).nik_status) == (1, "")
    # His own answer may name only whom his own referral names.
    accepted_batch(
        files([family(9, region=PERIAN)], [head(9, region=PERIAN, nik="")]),
        region="64.02", name="P3KE tetangga",
    )  # fmt: skip
    theirs = _referred(stranger, region="64.02")
    _given(stranger, theirs, answer_csv(_rows()))
    _worked()
    assert (CivilAnswer.objects.latest("id").rows, CivilAnswer.objects.latest("id").told) == (0, 4)
    assert (
        name_of(11)
        not in stranger.get(f"/rujukan/jawaban/{CivilAnswer.objects.latest('id').id}/").content.decode()
    )
