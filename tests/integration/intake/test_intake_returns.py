"""Packs that come back: what a village filled in becomes claims, whatever was done to the workbook."""

import html
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tepat.intake.models import PackReturn, ReturnedLine
from tepat.intake.returns.arriving import ReturnRefused
from tepat.intake.returns.queries import lines_of
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tepat.registry.claims import claim_lines
from tepat.registry.models import Claim, Family, IdentityNumber, Person
from tepat.registry.numbers import unsealed
from tepat.registry.services import correct_field, decide_claims, undo_decisions
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
    assert "disimpan tersandi sampai" in page
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


def test_a_return_put_away_takes_its_open_claims_with_it(officer: User, village: User) -> None:
    made = sent_round(officer)
    returned = give_back(village, made, saved(_filled(book_of(made.packs.get(region_code=DUN)))))
    client = Client()
    client.force_login(village)

    refused = client.post(f"/paket/kembali/{returned.id}/sisihkan/", {"alasan": " "}, follow=True)
    assert "Alasan belum diisi" in refused.content.decode()
    assert Claim.objects.filter(state="open").count() == 3

    client.post(f"/paket/kembali/{returned.id}/sisihkan/", {"alasan": "Salah desa"})
    returned.refresh_from_db()

    assert (returned.state, returned.reason) == ("put_away", "Salah desa")
    assert not Claim.objects.filter(state="open").exists()


def test_the_same_file_twice_is_said_and_not_read(officer: User, village: User) -> None:
    made = sent_round(officer)
    content = saved(_filled(book_of(made.packs.get(region_code=DUN))))
    give_back(village, made, content)

    with pytest.raises(ReturnRefused, match="sudah pernah dikembalikan"):
        give_back(village, made, content, name="lain.xlsx")

    assert PackReturn.objects.count() == 1


def test_several_come_as_one_archive_and_the_table_says_who_returned(officer: User, village: User) -> None:
    made = sent_round(officer)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for pack in made.packs.all():
            book = book_of(pack)
            content = saved(_filled(book) if pack.region_code == DUN else book)
            packed.writestr(f"{pack.region_code}.xlsx", content)
    client = Client()
    client.force_login(officer)

    answer = client.post(
        f"/paket/{made.id}/kembali/",
        {"pack": "", "files": SimpleUploadedFile("semua.zip", archive.getvalue())},
    )
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_now(Job.objects.latest("id"))
    page = client.get(f"/paket/{made.id}/").content.decode()

    assert {(one.region_code, one.state, one.claims) for one in PackReturn.objects.all()} == {
        (DUN, "read", 3),
        (SENYIUR, "read", 0),
    }
    assert page.count("sudah kembali") >= 2
    assert "3 isian" in page


@pytest.mark.parametrize("column_gone", ["ID Tepat Anggota", "ID Tepat"])
def test_rows_are_known_again_without_their_reference(officer: User, village: User, column_gone: str) -> None:
    made = sent_round(officer)
    book = _filled(book_of(made.packs.get(region_code=DUN)))
    for name in ("Keluarga", "Anggota"):
        if column_gone in [cell.value for cell in book[name][1]]:
            book[name].delete_cols(column(book[name], column_gone))

    returned = give_back(village, made, saved(book))

    assert _claims() == {("roof", "tile"), ("nik", "…"), ("kk", "…")}
    assert (returned.missing, returned.told) == (0, 0)


def test_rows_that_cannot_be_told_apart_are_never_guessed(officer: User, village: User) -> None:
    made = sent_round(officer)
    book = _filled(book_of(made.packs.get(region_code=DUN)))
    sheet = book["Keluarga"]
    sheet.delete_cols(column(sheet, "ID Tepat"))
    for row in (2, 3):
        fill(sheet, row, {"Kepala Keluarga": name_of(1)})

    returned = give_back(village, made, saved(book))
    said = {line.said for line in lines_of(returned, ReturnedLine.Kind.TOLD)}

    assert _claims() == {("nik", "…")}
    assert any("cocok dengan lebih dari satu baris" in one or "tidak cocok" in one for one in said)


def test_what_cannot_be_taken_is_told_and_the_rest_is_kept(officer: User, village: User) -> None:
    made = sent_round(officer)
    other = made.packs.get(region_code=SENYIUR)
    book = _filled(book_of(made.packs.get(region_code=DUN)))
    families = book["Keluarga"]
    at_first = _row(families, "Kepala Keluarga", name_of(1))
    double = [cell.value for cell in families[at_first]]
    foreign = [cell.value for cell in book_of(other)["Keluarga"][2]]
    last = _row(families, "Kepala Keluarga", name_of(2))
    fill(families, last, {"Jenis dinding": "", "Jenis lantai": "marmer palsu"})
    double[column(families, "Alamat") - 1] = "RT 99"
    for row, values in ((10, foreign), (11, ["0" * 31 + "1", *foreign[1:]]), (12, double)):
        for at, value in enumerate(values, start=1):
            families.cell(row, at).value = value

    returned = give_back(village, made, saved(book))
    told = [(line.row, line.said) for line in lines_of(returned, ReturnedLine.Kind.TOLD)]

    assert _claims() == {("roof", "tile"), ("nik", "…"), ("kk", "…")}
    for row, words in (
        (last, "Jenis dinding dikosongkan"),
        (last, "marmer palsu"),
        (10, "paket desa atau putaran lain"),
        (11, "tidak ada di registri"),
        (at_first, "Alamat yang berbeda"),
        (12, "Alamat yang berbeda"),
    ):
        assert any(place == row and words in said for place, said in told), (row, words, told)


def test_file_row_and_the_checks_word_stand_beside_the_claim(officer: User, village: User) -> None:
    made = sent_round(officer)
    book = book_of(made.packs.get(region_code=DUN))
    people = book["Anggota"]
    fill(people, _row(people, "Nama", name_of(11)), {"Tanggal Lahir": "01-01-2090"})

    returned = give_back(village, made, saved(book))
    claim = Claim.objects.get()

    assert (claim.field, claim.value) == ("birth_date", "2090-01-01")
    assert claim.severity in ("warning", "note", "hold")
    row = _row(people, "Nama", name_of(11))
    assert claim_lines(officer, [claim])[0].source == f"paket.xlsx · baris {row}"
    client = Client()
    client.force_login(village)
    assert claim.remark in html.unescape(client.get(f"/paket/kembali/{returned.id}/").content.decode())


def test_an_unchanged_cell_is_nothing_though_the_registry_moved_on(officer: User, village: User) -> None:
    made = sent_round(officer)
    content = saved(book_of(made.packs.get(region_code=DUN)))
    home = Family.objects.get(head_name__iexact=name_of(2))
    correct_field(by=officer, family=home, field="address", value="RT 55", reason="dilihat sendiri")

    returned = give_back(village, made, content)

    assert (returned.filled, returned.claims) == (0, 0)


def test_a_value_that_nobody_verified_is_unverified_again(officer: User, village: User) -> None:
    made = sent_round(officer)
    book = book_of(made.packs.get(region_code=DUN))
    fill(book["Keluarga"], _row(book["Keluarga"], "Kepala Keluarga", name_of(2)), {"Alamat": "RT 44"})
    give_back(village, made, saved(book))
    home = Family.objects.get(head_name__iexact=name_of(2))

    decide_claims(by=officer, claims=Claim.objects.all(), accept=True, region_code="64.08")
    home.refresh_from_db()
    assert (home.address, home.verified) == ("RT 44", "address")

    undo_decisions(by=officer, claims=Claim.objects.all(), region_code="64.08")
    home.refresh_from_db()
    assert (home.address, home.verified) == ("RT 02", "")


def test_a_village_cannot_give_back_anothers_pack(officer: User, village: User) -> None:
    made = sent_round(officer)
    content = saved(book_of(made.packs.get(region_code=SENYIUR)))

    returned = give_back(village, made, content)

    assert returned.region_code == DUN
    assert (returned.claims, returned.filled) == (0, 0)
    assert {line.said.split(".")[0] for line in lines_of(returned, ReturnedLine.Kind.TOLD)} == {
        "Baris ini dari paket desa atau putaran lain"
    }


def test_a_file_that_is_no_pack_is_unreadable_with_a_sentence(officer: User, village: User) -> None:
    made = sent_round(officer)
    book = openpyxl.Workbook()
    book.active.append(["Resep", "Bahan"])

    returned = give_back(village, made, saved(book))

    assert returned.state == "unread"
    assert "bukan lembar kerja paket" in returned.trouble
