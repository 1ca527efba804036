"""The civil registry by file: whom a referral names, and what becomes of its answer."""

from typing import Any
from uuid import uuid4

import pytest

from tepat.intake.exchange import services
from tepat.intake.exchange.queries import lines_of, plain_claims, referrals_for, wholeness
from tepat.intake.models import CivilAnswer, Finding, Referral
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Claim, IdentityNumber, Person, PersonVersion
from tepat.registry.numbers import unsealed
from tepat.registry.services import correct_field, undo_decisions
from tests.factories.answers import (
    TERMS,
    answer_csv,
    answer_xlsx,
    answered,
    applied,
    referred,
    rows_of,
)
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import PERIAN, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db
OFFICER = "dinsos.rujukan"
ISSUED, RIGHT = generated_nik(501), generated_nik(502)


def _referral_of_four() -> Referral:
    """Of 64.08: one person without a number, one with a damaged one, two who share one. One more of 64.02."""
    officer = user_with_role("regency_verifier", "64.08", username=OFFICER)
    people = [
        head(1),
        child(11, 1, nik=""),
        head(2, nik="99080114"),
        head(3),
        child(13, 3, nik=generated_nik(3)),
    ]
    accepted_batch(files([family(1), family(2, nik="99080114"), family(3)], people), by=officer)
    accepted_batch(
        files([family(9, region=PERIAN)], [head(9, region=PERIAN), child(19, 9, region=PERIAN, nik="")]),
        region="64.02",
        name="P3KE tetangga",
    )
    return referred(officer)


referral = made_once(_referral_of_four)


@pytest.fixture
def officer(referral: Referral) -> User:
    return User.objects.get(username=OFFICER)


def _person(serial: int) -> Person:
    return Person.objects.get(external_ids__value=f"IND-{serial}")


def _says(serial: int, verdict: str, **more: str) -> dict[str, str]:
    told = {"Hasil": verdict, "NIK": "", "Nama": "", "Tanggal peristiwa": ""}
    return {**told, **more, "ID Tepat": _person(serial).id.hex}


def _number(serial: int) -> str:
    return unsealed(IdentityNumber.objects.get(person=_person(serial), ended_by__isnull=True))


def _told(answer: CivilAnswer) -> dict[int, str]:
    return {line.row: line.said for line in lines_of(answer)[0]}


def test_a_referral_names_those_whose_number_needs_it_with_the_needed_columns_alone(
    referral: Referral,
) -> None:
    rows = rows_of(referral)

    assert {row["ID Tepat"] for row in rows} == {_person(serial).id.hex for serial in (11, 2, 3, 13)}
    assert list(rows[0]) == [
        "ID Tepat", "NIK tercatat", "Nama tercatat", "Tanggal lahir", "Jenis kelamin", "Desa/kelurahan",
        "Hasil", "NIK", "Nama", "Tanggal peristiwa",
    ]  # fmt: skip
    assert referral.people == referral.rows.count() == 4


def test_the_worklist_for_issuing_names_those_without_a_number(officer: User) -> None:
    rows = rows_of(referred(officer, kind="issue"))

    assert [row["Nama tercatat"] for row in rows] == [name_of(11)]
    assert rows[0]["Kepala keluarga"] == name_of(1)
    assert "NIK tercatat" not in rows[0]


def test_a_referrals_terms_stand_in_the_trail(referral: Referral) -> None:
    told = AuditEvent.objects.get(action="referral.opened").detail

    assert (told["purpose"], told["recipient"], told["legal_basis"], told["last_day"]) == (
        "Pencocokan NIK", "Dinas Dukcapil", "PKS 1/UJI", "2199-12-31",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("region", "states", "what"),
    [
        pytest.param("64.08", [], "Keadaan nomornya belum dipilih", id="no state"),
        pytest.param("64.08.03", ["blank"], "Tidak ada orang", id="nobody"),
    ],
)
def test_a_referral_of_nobody_is_refused(officer: User, region: str, states: list[str], what: str) -> None:
    with pytest.raises(services.ReferralRefused, match=what):
        services.make_referral(
            by=officer, region_code=region, target_list=None, kind="match", states=states, terms=TERMS
        )


def test_an_officer_of_another_regency_does_not_see_it(referral: Referral) -> None:
    assert not referrals_for(user_with_role("regency_verifier", "64.02")).exists()


def test_an_answer_waits_as_claims_and_is_applied_with_history(officer: User, referral: Referral) -> None:
    rows = [
        _says(11, "NIK BARU DITERBITKAN", NIK=ISSUED),
        _says(2, "Diperbaiki", NIK=RIGHT, Nama="Sulastri Benarlah"),
        _says(3, "padan"),
        _says(13, "Meninggal", **{"Tanggal peristiwa": "05-01-2024"}),
    ]
    answer = answered(officer, referral, answer_csv(rows))
    before = _person(2)

    assert (answer.rows, answer.told, answer.missing) == (4, 0, 0)
    assert (before.name, before.nik_status) == (name_of(2), "damaged")

    applied(officer, answer)

    assert (_number(11), _number(2)) == (ISSUED, RIGHT)
    assert (_person(2).name, _person(2).family.head_name) == ("Sulastri Benarlah", "Sulastri Benarlah")  # type: ignore[union-attr]  # he has one
    assert _person(3).civil_match == "matched"
    assert (_person(13).presence, str(_person(13).presence_day)) == ("deceased", "2024-01-05")
    assert PersonVersion.objects.filter(person=_person(2), values__has_key="name").count() == 2
    assert IdentityNumber.objects.filter(person=_person(2), ended_by__isnull=False).count() == 1
    assert not plain_claims(answer).exists()


def test_completeness_is_known_before_and_after(officer: User, referral: Referral) -> None:
    answer = answered(officer, referral, answer_csv([_says(11, "NIK baru", NIK=ISSUED)]))
    applied(officer, answer)

    assert (answer.people_before, answer.whole_before) == (5, 1)
    assert wholeness("64.08", None).whole == 2


def test_what_was_applied_can_be_taken_back(officer: User, referral: Referral) -> None:
    answer = answered(officer, referral, answer_csv([_says(13, "Meninggal")]))
    applied(officer, answer)

    undo_decisions(
        by=officer, claims=Claim.objects.filter(change_set=answer.change_set_id), region_code="64.08"
    )

    assert _person(13).presence == ""


def test_columns_sheet_and_order_do_not_matter(officer: User, referral: Referral) -> None:
    row = _says(11, "Diterbitkan")
    named = {
        "Status Padan": row["Hasil"],
        "Catatan": "",
        "NIK Baru": ISSUED,
        "id tepat": row["ID Tepat"].upper(),
    }

    answer = answered(officer, referral, answer_xlsx([named], "Lembar 7"), "jawaban.xlsx")

    assert (answer.state, answer.rows, answer.verdicts) == ("read", 1, {"issued": 1})


def test_the_same_answer_twice_changes_nothing(officer: User, referral: Referral) -> None:
    rows = [_says(11, "NIK baru", NIK=ISSUED), _says(13, "Meninggal")]
    applied(officer, answered(officer, referral, answer_csv(rows)))

    again = answered(officer, referral, answer_csv(reversed(rows)))

    assert (again.rows, again.same, again.claims) == (2, 2, 0)
    with pytest.raises(services.ReferralRefused, match="sama persis"):
        answered(officer, referral, answer_csv(rows))


def test_an_answer_for_who_was_corrected_since_asks(officer: User, referral: Referral) -> None:
    person = _person(2)
    assert person.family is not None
    correct_field(
        by=officer, family=person.family, field="name", value="Kartini Sudah", reason="KTP", person=person
    )

    answer = answered(
        officer, referral, answer_csv([_says(2, "Diperbaiki", NIK=RIGHT), _says(11, "NIK baru", NIK=ISSUED)])
    )
    applied(officer, answer)

    waiting = Claim.objects.filter(change_set=answer.change_set_id, state=Claim.State.OPEN)
    assert {claim.field for claim in waiting} == {"nik"}
    assert "sudah berubah sejak rujukan" in str(waiting[0].remark)
    assert _number(2) != RIGHT
    assert _number(11) == ISSUED


def test_two_answers_for_one_person_are_both_refused_with_their_rows(
    officer: User, referral: Referral
) -> None:
    answer = answered(
        officer, referral, answer_csv([_says(11, "Padan"), _says(2, "Padan"), _says(11, "Meninggal")])
    )

    told = _told(answer)
    assert set(told) == {2, 4}
    assert all(
        "lebih dari satu jawaban" in said and " 2, " in said and " 4" in said for said in told.values()
    )
    assert answer.rows == 1


def test_a_foreign_and_an_invented_reference_are_told_alike(officer: User, referral: Referral) -> None:
    rows = [_says(19, "Padan"), {**_says(11, "Padan"), "ID Tepat": uuid4().hex}, _says(1, "Meninggal")]

    answer = answered(officer, referral, answer_csv(rows))

    told = _told(answer)
    assert set(told) == {2, 3, 4}
    assert len(set(told.values())) == 1
    assert name_of(19) not in str(told)
    assert not Claim.objects.filter(change_set=answer.change_set_id).exists()


@pytest.mark.parametrize(
    ("row", "what"),
    [
        pytest.param({"Hasil": "mungkin"}, "«mungkin» tidak dikenali", id="unknown verdict"),
        pytest.param({"Hasil": "", "Nama": "Kartini"}, "Hasil kosong", id="no verdict"),
        pytest.param({"Hasil": "NIK baru"}, "nomor barunya tidak tertulis", id="issued without number"),
        pytest.param({"Hasil": "Diperbaiki"}, "yang diperbaiki tidak tertulis", id="corrected without value"),
        pytest.param({"Hasil": "Diperbaiki", "NIK": "9908011403"}, "bukan nomor yang utuh", id="damaged"),
        pytest.param(
            {"Hasil": "Meninggal", "Tanggal peristiwa": "05-01-2198"}, "belum terjadi", id="day to come"
        ),
    ],
)  # fmt: skip
def test_a_row_that_says_nothing_usable_is_told(
    officer: User, referral: Referral, row: dict[str, str], what: str
) -> None:
    answer = answered(officer, referral, answer_csv([{**_says(11, ""), **row}]))

    assert what in _told(answer)[2]


def test_one_number_for_two_people_is_given_to_neither(officer: User, referral: Referral) -> None:
    rows = [_says(11, "NIK baru", NIK=ISSUED), _says(2, "Diperbaiki", NIK=ISSUED)]

    answer = answered(officer, referral, answer_csv(rows))

    assert set(_told(answer)) == {2, 3}


@pytest.mark.parametrize(
    ("row", "what"),
    [
        pytest.param({"Hasil": "NIK baru", "NIK": generated_nik(1)}, "dipakai orang lain", id="borne"),
        pytest.param({"Hasil": "Padan", "NIK": ISSUED}, "bukan perbaikan", id="contradicts"),
    ],
)
def test_what_cannot_be_taken_at_its_word_asks(
    officer: User, referral: Referral, row: dict[str, str], what: str
) -> None:
    answer = answered(officer, referral, answer_csv([{**_says(11, ""), **row}]))

    assert what in str(Claim.objects.filter(change_set=answer.change_set_id)[0].remark)
    with pytest.raises(services.ReferralRefused, match="Tidak ada yang diterapkan"):
        services.apply_answer(by=officer, answer=answer)


def test_a_file_that_is_no_answer_is_said_to_be_none(officer: User, referral: Referral) -> None:
    answer = answered(officer, referral, b"apa,saja\n1,2\n")

    assert (answer.state, answer.rows) == ("unread", 0)
    assert str(answer.trouble)


def test_a_later_list_that_names_the_dead_and_the_moved_says_so(officer: User, referral: Referral) -> None:
    died = _says(13, "Meninggal", **{"Tanggal peristiwa": "05-01-2024"})
    applied(officer, answered(officer, referral, answer_csv([died, _says(11, "Pindah")])))

    batch = checked_batch(files([], [head(1), child(11, 1, nik=""), child(13, 3, nik="")]), by=officer)

    found: Any = {finding.check_id: finding for finding in Finding.objects.filter(batch=batch)}
    assert {"REG-003", "REG-004"} <= set(found)


def test_a_referral_whose_use_is_over_is_not_given_out(officer: User, referral: Referral) -> None:
    Referral.objects.update(last_day="2020-01-01")
    referral.refresh_from_db()

    with pytest.raises(services.ReferralRefused, match="Masa pakainya sudah lewat"):
        services.note_referral_fetch(by=officer, referral=referral)
