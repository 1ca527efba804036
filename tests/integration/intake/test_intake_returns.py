"""Packs that come back: what a village filled in becomes claims, whatever was done to the workbook."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tepat.intake.models import PackReturn, ReturnedLine
from tepat.intake.returns.queries import lines_of
from tepat.platform.accounts.models import User
from tepat.registry.models import Claim, Family, IdentityNumber, Person
from tepat.registry.numbers import unsealed
from tepat.registry.services import decide_claims, undo_decisions
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import for_the_module
from tests.factories.lists import DUN, SENYIUR, child, family, files, head, name_of
from tests.factories.people import user_with_role
from tests.factories.returns import book_of, column, fill, give_back, saved, sent_round

pytestmark = pytest.mark.django_db
OFFICER = "dinsos.uji"
NEW_NIK = generated_nik(77)


@pytest.fixture(scope="module", autouse=True)
def _two_villages(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with for_the_module(django_db_blocker):
        accepted_batch(
            files(
                [family(1, roof=""), family(2), family(3, region=SENYIUR)],
                [head(1), child(11, 1, nik=""), head(2), head(3, region=SENYIUR)],
            ),
            by=user_with_role("regency_verifier", "64.08", username=OFFICER),
        )
        yield


@pytest.fixture
def officer() -> User:
    return User.objects.get(username=OFFICER)


@pytest.fixture
def village() -> User:
    return user_with_role("village_officer", DUN, full_name="Sulastri Kembangarum")


def _row(sheet: Any, heading: str, value: str) -> int:
    at = column(sheet, heading)
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at).value == value)


def _filled(book: Any) -> Any:
    """Roof, child's NIK and marital state of family 1 as its village writes them."""
    families, people = book["Keluarga"], book["Anggota"]
    fill(
        families,
        _row(families, "Kepala Keluarga", name_of(1)),
        {"Jenis atap": "Genteng", "No. KK": "9908011403850001"},
    )
    fill(people, _row(people, "Nama", name_of(11)), {"NIK": NEW_NIK})
    return book


def _claims() -> set[tuple[str, str]]:
    return {
        (claim.field, "…" if claim.sealed else claim.value) for claim in Claim.objects.filter(state="open")
    }


def test_what_was_filled_in_becomes_claims_and_the_rest_is_nothing(officer: User, village: User) -> None:
    made = sent_round(officer)

    returned = give_back(village, made, saved(_filled(book_of(made.packs.get(region_code=DUN)))))

    assert returned.state == "read", returned.trouble
    assert (returned.filled, returned.claims, returned.told, returned.new) == (3, 3, 0, 0)
    assert (returned.rows, returned.missing) == (5, 0)
    assert _claims() == {("roof", "tile"), ("nik", "…"), ("kk", "…")}
    assert returned.region_code == DUN


def test_an_untouched_workbook_says_nothing(officer: User, village: User) -> None:
    made = sent_round(officer)

    returned = give_back(village, made, saved(book_of(made.packs.get(region_code=DUN))))

    assert (returned.filled, returned.claims, returned.told, returned.new) == (0, 0, 0, 0)
    assert not Claim.objects.exists()


def test_numbers_are_accepted_with_their_history_and_taken_back(officer: User, village: User) -> None:
    made = sent_round(officer)
    give_back(village, made, saved(_filled(book_of(made.packs.get(region_code=DUN)))))
    claims = Claim.objects.filter(field__in=("nik", "kk"))

    decide_claims(by=officer, claims=claims, accept=True, region_code="64.08")
    person, home = (
        Person.objects.get(name__iexact=name_of(11)),
        Family.objects.get(head_name__iexact=name_of(1)),
    )
    given = IdentityNumber.objects.get(person=person, ended_by=None)

    assert unsealed(given) == NEW_NIK
    assert (person.nik_status, home.kk_status) == ("sound", "sound")

    undo_decisions(by=officer, claims=Claim.objects.filter(state="accepted"), region_code="64.08")
    person.refresh_from_db()

    assert not IdentityNumber.objects.filter(person=person, ended_by=None).exists()
    assert person.nik_status == ""
    assert Claim.objects.filter(state="open", field__in=("nik", "kk")).count() == 2


def test_the_village_sees_its_own_return_and_no_other(officer: User, village: User) -> None:
    made = sent_round(officer)
    mine = give_back(village, made, saved(_filled(book_of(made.packs.get(region_code=DUN)))))
    other = give_back(officer, made, saved(book_of(made.packs.get(region_code=SENYIUR))))
    client = Client()
    client.force_login(village)

    page = client.get(f"/paket/kembali/{mine.id}/").content.decode()

    assert "Genteng" in page
    assert NEW_NIK not in page
    assert client.get(f"/paket/kembali/{other.id}/").status_code == 404
    assert "Senyiur" not in client.get(f"/paket/{made.id}/kembali/").content.decode()


def test_a_newer_return_replaces_what_waits_of_the_older(officer: User, village: User) -> None:
    made = sent_round(officer)
    first = give_back(village, made, saved(_filled(book_of(made.packs.get(region_code=DUN)))))
    book = _filled(book_of(made.packs.get(region_code=DUN)))
    fill(book["Keluarga"], _row(book["Keluarga"], "Kepala Keluarga", name_of(1)), {"Jenis atap": "Bambu"})

    second = give_back(village, made, saved(book))
    first.refresh_from_db()

    assert (first.state, second.state) == ("replaced", "read")
    assert _claims() == {("roof", "bamboo"), ("nik", "…"), ("kk", "…")}
    assert PackReturn.objects.filter(state="read").count() == 1


def test_new_rows_are_kept_and_counted(officer: User, village: User) -> None:
    made = sent_round(officer)
    book = book_of(made.packs.get(region_code=DUN))
    sheet = book["Keluarga"]
    fill(sheet, 5, {"Kepala Keluarga": "Purnama Rejomulyo", "Alamat": "RT 07"})

    returned = give_back(village, made, saved(book))

    assert returned.new == 1
    assert lines_of(returned, ReturnedLine.Kind.NEW)[0].cells["Alamat"] == "RT 07"
