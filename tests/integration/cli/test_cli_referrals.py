"""tepat referral: people referred, the answer read and applied, from the command line."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tepat.intake.models import CivilAnswer, Referral
from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Person
from tests.factories.answers import answer_csv
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import child, family, files, head, name_of
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Tepat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]
TERMS = ("--recipient", "Dinas Dukcapil", "--purpose", "Pencocokan NIK", "--legal", "PKS 1/UJI")
WHERE = ("--region", "64.08", "--until", "2199-12-31")
STRANGER, READER = "dinsos.tetangga", "desa.uji"


@made_once
def listed() -> None:
    """A family whose child has no number; an officer of another regency and one of a village."""
    accepted_batch(files([family(1)], [head(1), child(11, 1, nik="")]))
    user_with_role("regency_verifier", "64.02", username=STRANGER)
    user_with_role("village_officer", "64.08.01.2001", username=READER)


def _made(tepat: Tepat, path: Path, *more: str) -> Any:
    said = tepat("referral", "make", "--out", path, *WHERE, *TERMS, *more, "--json")
    assert said.code == 0, said.err
    return said.json


def test_a_referral_is_made_listed_answered_and_applied(tepat: Tepat, tmp_path: Path) -> None:
    out, back = tmp_path / "rujukan.xlsx", tmp_path / "jawaban.csv"
    made = _made(tepat, out, "--state", "blank")
    headings, row = openpyxl.load_workbook(out)["Rujukan"].iter_rows(values_only=True)
    sent = dict(zip(headings, row, strict=True))

    assert (made["people"], made["states"], made["last_day"]) == (1, ["blank"], "2199-12-31")
    assert (sent["Nama tercatat"], Referral.objects.get().people) == (name_of(11), 1)
    assert AuditEvent.objects.filter(action="referral.fetched").count() == 1
    assert [one["id"] for one in tepat("referral", "list", "--json").json["referrals"]] == [made["id"]]
    assert made["id"] in tepat("referral", "list").err

    back.write_bytes(
        answer_csv(
            [
                {"ID Tepat": str(sent["ID Tepat"]), "Hasil": "NIK baru", "NIK": generated_nik(501)},
                {"ID Tepat": "f" * 32, "Hasil": "Padan", "NIK": ""},
            ]
        )
    )
    said = tepat("referral", "answer", back, "--referral", made["id"], "--apply", "--json")

    assert (said.code, said.json["rows"], said.json["told"]) == (0, 1, 1)
    assert said.json["applied"] == said.json["claims"] == 1
    assert [(line["row"], "tidak ada pada rujukan ini" in line["why"]) for line in said.json["lines"]] == [
        (3, True)
    ]
    assert Person.objects.get(name=name_of(11)).nik_status == "sound"

    again = tepat("referral", "answer", back, "--referral", made["id"])
    assert (again.code, "sama persis" in again.err) == (2, True)


def test_the_worklist_for_issuing_names_who_has_no_number(tepat: Tepat, tmp_path: Path) -> None:
    made = _made(tepat, tmp_path / "terbit.xlsx", "--issue")

    assert (made["kind"], made["people"]) == ("issue", 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("--state", "hilang"), "Pakai: blank, damaged, shared, unmatched", id="state"),
        pytest.param(("--until", "besok"), "Tulis seperti 2026-12-31", id="day"),
        pytest.param(("--until", "2020-01-31"), "Masa pakainya sudah lewat", id="over"),
        pytest.param(("--region", "64"), "Tidak ada kabupaten/kota atau kecamatan 64", id="province"),
        pytest.param(("--list", "P3KE 1999"), "Tidak ada daftar 'P3KE 1999'", id="list"),
        pytest.param(("--state", "damaged"), "Tidak ada orang dengan keadaan itu", id="nobody"),
        pytest.param(("--as", STRANGER), "tidak berwenang", id="of-another-regency"),
        pytest.param(("--as", READER), "tidak berwenang", id="of-a-village"),
        pytest.param(("--as", "siapa"), "Tidak ada pengguna aktif", id="nobody-known"),
    ],
)
def test_a_referral_that_cannot_be_is_refused(
    tepat: Tepat, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    out = tmp_path / "rujukan.xlsx"

    said = tepat("referral", "make", "--out", out, *WHERE, *TERMS, *words)

    assert (said.code, says in said.err.replace("\n", " ")) == (2, True), said.err
    assert not out.exists()
    assert not Referral.objects.exists()


def test_an_answer_that_cannot_be_taken_is_refused(tepat: Tepat, tmp_path: Path) -> None:
    made = _made(tepat, tmp_path / "rujukan.xlsx")
    back = tmp_path / "jawaban.csv"
    back.write_bytes(b"apa,saja\n1,2\n")

    def told(*words: object) -> str:
        said = tepat("referral", "answer", back, *words)
        assert said.code == 2
        return said.err.replace("\n", " ")

    assert "Tidak ada rujukan bukan" in told("--referral", "bukan")
    # Of another regency: as if there were none.
    assert f"Tidak ada rujukan {made['id']}" in told("--referral", made["id"], "--as", STRANGER)
    assert not CivilAnswer.objects.exists()
    assert "bukan jawaban rujukan" in told("--referral", made["id"])
    assert CivilAnswer.objects.get().state == "unread"
    assert tepat("referral", "list", "--as", STRANGER, "--json").json["referrals"] == []


def test_nothing_referred_yet_is_said(tepat: Tepat) -> None:
    assert "Belum ada rujukan." in tepat("referral", "list", "--as", STRANGER).err
