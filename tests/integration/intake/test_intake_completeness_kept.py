"""The counts that are kept equal a live count after every kind of change, and say which act changed what."""

import io
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db.models import Sum
from django.test import Client

from tepat.intake import services as intake
from tepat.intake.additions.services import accept_additions, take_back_act
from tepat.intake.batches.dependents import what_depends_on
from tepat.intake.changes.services import answer_departures, undo_answers
from tepat.intake.completeness import behind_views, counting, jobs, matrix
from tepat.intake.completeness.fields import usual_fields
from tepat.intake.completeness.purposes import rules_for
from tepat.intake.completeness.services import PurposeRefused, set_purpose_fields
from tepat.intake.completeness.trend import acts, changes_of, trend
from tepat.intake.exchange.queries import plain_claims
from tepat.intake.models import (
    AdditionDecision,
    Batch,
    CompletenessChange,
    Departure,
    PurposeFields,
    RegionCompleteness,
    TargetList,
)
from tepat.intake.packs.services import open_pack_round
from tepat.intake.services.deciding import next_families
from tepat.platform.accounts.models import User
from tepat.platform.accounts.scopes import Scope
from tepat.platform.audit.models import AuditEvent
from tepat.platform.files.marking import SHEET
from tepat.platform.jobs import run_now
from tepat.platform.jobs.models import Job
from tepat.platform.regions.clock import today_in
from tepat.registry.models import Claim, Family, Person, TouchedRegion
from tepat.registry.services import (
    apply_list_rows,
    correct_field,
    decide_claim,
    decide_claims,
    record_hand_over,
    undo_decisions,
)
from tests.factories.answers import answer_csv, answered, referred
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, PERIAN, SENAMBAH, SENYIUR, child, family, files, head, name_of
from tests.factories.people import user_with_role
from tests.factories.returns import LETTER, book_of, column, fill, give_back, saved, sent_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_list")]
OFFICER = "dinsos.hitung"
COUNTRY = Scope(("",))


@made_once
def _list() -> Batch:
    """Three villages; a number shared between two of them, a roof and an address missing."""
    return accepted_batch(
        files(
            [family(1, roof=""), family(2, address=""), family(3, region=SENYIUR), family(4, region=SENAMBAH)],
            [
                head(1), child(11, 1, nik=""), head(2), head(3, region=SENYIUR, nik=generated_nik(4)),
                head(4, region=SENAMBAH),
            ],
        ),
        by=user_with_role("regency_verifier", "64.08", username=OFFICER),
    )  # fmt: skip


@pytest.fixture
def officer() -> User:
    return User.objects.get(username=OFFICER)


def _home(key: int) -> Family:
    return Family.objects.get(external_ids__value=f"KEL-{key}")


def _assert_kept_is_live() -> None:
    """Nothing is left to count, what is kept is what a count finds, and all changes together come to it."""
    assert not TouchedRegion.objects.exists()
    codes = set(Family.objects.filter(region_code__gt="").values_list("region_code", flat=True))
    live = counting.count_live(codes | set(RegionCompleteness.objects.values_list("region_code", flat=True)))
    kept = {
        (row.target_list_id, row.region_code): counting.Counts(
            row.families, row.people, row.filled, row.whole
        )
        for row in RegionCompleteness.objects.all()
    }
    assert kept == live
    summed = CompletenessChange.objects.values("target_list", "region_code").annotate(
        families=Sum("families"), people=Sum("people"), filled=Sum("filled"), cells=Sum("cells")
    )
    assert {
        (row["target_list"], row["region_code"]): (
            row["families"],
            row["people"],
            row["filled"],
            row["cells"],
        )
        for row in summed
        if row["families"]
    } == {key: (one.families, one.people, one.all_filled, one.all_cells) for key, one in kept.items()}


def _newest(kind: str) -> dict[str, int]:
    """By region, what the newest act of that kind filled."""
    change = CompletenessChange.objects.filter(kind=kind).latest("id")
    same = CompletenessChange.objects.filter(kind=kind, change_set=change.change_set)
    return {row.region_code: row.filled for row in same}


def test_a_list_is_counted_when_it_is_accepted() -> None:
    _assert_kept_is_live()

    assert set(_newest("import")) == {DUN, SENYIUR, SENAMBAH}


def test_a_correction_is_counted_at_once(officer: User) -> None:
    correct_field(by=officer, family=_home(2), field="address", value="RT 05", reason="KTP")

    _assert_kept_is_live()
    assert _newest("correction") == {DUN: 1}


def test_a_family_that_moves_leaves_one_village_and_comes_to_another(officer: User) -> None:
    correct_field(by=officer, family=_home(1), field="region_code", value=SENYIUR, reason="KTP")

    _assert_kept_is_live()
    moved = _newest("correction")
    assert (moved[DUN] < 0, moved[SENYIUR]) == (True, -moved[DUN])


def test_a_newer_list_also_frees_a_number_shared_with_another_village(officer: User) -> None:
    accepted_batch(files([family(3, region=SENYIUR)], [head(3, region=SENYIUR, nik=generated_nik(33))]))

    _assert_kept_is_live()
    assert _newest("import") == {SENYIUR: 1, SENAMBAH: 1}


def test_a_list_of_another_name_is_counted_beside_the_first(officer: User) -> None:
    accepted_batch(files([family(1, roof="BETON"), family(9)], [head(1), head(9)]), name="P3KE 2024")

    _assert_kept_is_live()
    assert TargetList.objects.count() == 2
    assert RegionCompleteness.objects.filter(region_code=DUN).count() == 2


def test_a_batch_taken_back_takes_its_counts_along(officer: User) -> None:
    before = sorted(RegionCompleteness.objects.values_list("region_code", "families", "people"))
    batch = accepted_batch(files([family(8, region=SENYIUR)], [head(8, region=SENYIUR)]))

    job = intake.withdraw_batch(
        by=officer, batch=batch, reason="salah berkas", depends=what_depends_on(batch)
    )
    assert run_now(job).state == "done"

    _assert_kept_is_live()
    assert sorted(RegionCompleteness.objects.values_list("region_code", "families", "people")) == before
    assert [act.sentence for act in acts(changes_of(TargetList.objects.all(), _everywhere()), 2)] == [
        "Batch P3KE 2023 ditarik kembali", "Batch P3KE 2023 diterima",
    ]  # fmt: skip


def test_families_that_leave_the_list_and_come_back_are_counted(officer: User) -> None:
    accepted_batch(files([family(1)], [head(1)]))
    asked = Departure.objects.filter(family=_home(2))

    answer_departures(by=officer, departures=asked, stays=False, reason="pindah", region_code="64.08")
    _assert_kept_is_live()
    assert RegionCompleteness.objects.get(region_code=DUN).families == 1

    undo_answers(by=officer, departures=asked, region_code="64.08")
    _assert_kept_is_live()
    assert RegionCompleteness.objects.get(region_code=DUN).families == 2


def _everywhere() -> Any:
    return COUNTRY.q("region_code")


def test_what_a_pack_brought_is_told_with_its_village(officer: User) -> None:
    made = sent_round(officer)
    book = book_of(made.packs.get(region_code=DUN))
    people, families = book["Anggota"], book["Keluarga"]
    at = {people.cell(row, column(people, "Nama")).value: row for row in range(2, people.max_row + 1)}
    fill(people, at[name_of(11)], {"NIK": generated_nik(77)})
    heads = {
        families.cell(row, column(families, "Kepala Keluarga")).value: row
        for row in range(2, families.max_row + 1)
    }
    fill(families, heads[name_of(1)], {"Jenis atap": "Genteng"})
    give_back(officer, made, saved(book))

    decide_claims(by=officer, claims=Claim.objects.all(), accept=True, region_code="64.08")

    _assert_kept_is_live()
    newest = acts(changes_of(TargetList.objects.all(), _everywhere()), 1)[0]
    assert (newest.sentence, newest.filled) == ("Paket Muara Dun kembali", 2)
    assert dict(newest.by_field) == {"NIK": 1, "Atap": 1}

    undo_decisions(by=officer, claims=Claim.objects.filter(state="accepted"), region_code="64.08")
    _assert_kept_is_live()
    assert trend(changes_of(TargetList.objects.all(), _everywhere()), "64.08")[-1].families == 4


def test_an_answer_is_one_act_however_many_decisions_it_took(officer: User) -> None:
    child_ = Person.objects.get(external_ids__value="IND-11")
    referral = referred(officer, states=["blank", "shared"])
    rows = [
        {"ID Tepat": child_.id.hex, "Hasil": "NIK baru", "NIK": generated_nik(501)},
        *(
            {"ID Tepat": one.id.hex, "Hasil": "Diperbaiki", "NIK": generated_nik(510 + n)}
            for n, one in enumerate(Person.objects.filter(nik_status="shared").order_by("id"))
        ),
    ]
    answer = answered(officer, referral, answer_csv(rows))
    for one in plain_claims(answer):
        decide_claim(by=officer, claim=one, accept=True, region_code="64.08")

    _assert_kept_is_live()
    (newest, first) = acts(changes_of([TargetList.objects.get()], COUNTRY.q("region_code")), 9)
    assert (newest.sentence, newest.by_field, newest.filled) == (
        "Jawaban Dinas Dukcapil diterapkan", [("NIK", 3)], 3,
    )  # fmt: skip
    assert first.sentence.startswith("Batch ")


def test_people_whom_a_village_added_are_counted_and_taken_back(officer: User) -> None:
    made = sent_round(officer)
    book = book_of(made.packs.get(region_code=DUN))
    new = {
        "Kepala Keluarga": name_of(1), "Nama": "Rejo Bantarsari", "NIK": generated_nik(78),
        "Hubungan dengan kepala keluarga": "Anak", "Jenis kelamin": "Laki-laki", "Tanggal lahir": "1999-02-01",
    }  # fmt: skip
    sheet = book["Anggota"]
    known = {sheet.cell(1, at).value for at in range(1, sheet.max_column + 1)}
    fill(sheet, sheet.max_row + 1, {heading: value for heading, value in new.items() if heading in known})
    returned = give_back(officer, made, saved(book))

    assert accept_additions(by=officer, returned=returned, additions=returned.additions.all()) == 1
    _assert_kept_is_live()
    assert Person.objects.filter(name__iexact="Rejo Bantarsari").exists()
    assert CompletenessChange.objects.latest("id").people == 1

    act = AdditionDecision.objects.latest("id").change_set
    take_back_act(by=officer, returned=returned, act=act)
    _assert_kept_is_live()


def test_while_an_act_goes_on_its_regions_are_counted_live(officer: User) -> None:
    """As after a kill between two steps: some families are in, and nobody has counted them."""
    batch = checked_batch(files([family(7, region=SENYIUR)], [head(7, region=SENYIUR)]))
    intake.accept_batch(by=officer, batch=batch)
    batch = Batch.objects.select_related("source__data_key", "list", "change_set").get(id=batch.id)
    assert batch.change_set is not None
    applied = apply_list_rows(
        by=officer, change_set=batch.change_set, scheme=batch.scheme, families=next_families(batch, 9)
    )
    target_list = TargetList.objects.get()
    target_list.entries.create(family_id=applied.family_ids[0][0])

    rows = matrix.matrix([target_list], scope=COUNTRY, level="village")

    assert Counter({row.code: row.families for row in rows})[SENYIUR] == 2
    assert RegionCompleteness.objects.get(region_code=SENYIUR).families == 1
    assert counting.waiting_regions() == []


def test_what_is_left_is_counted_by_one_job(officer: User) -> None:
    """Many regions at once are no part of the act that touched them."""
    admin = user_with_role("administrator", "64.08")
    set_purpose_fields(
        by=admin, region_code="64.08", purpose="pay", names=["name"], valid_from=today_in("64.08"), reason="SK 1",
    )  # fmt: skip
    assert counting.waiting_regions() == [SENYIUR, DUN, SENAMBAH]

    jobs.count_when_due()
    jobs.count_when_due()

    job = Job.objects.get(name="intake.count_completeness")
    assert run_now(job).state == "done"
    _assert_kept_is_live()
    whole = matrix.total(matrix.matrix(list(TargetList.objects.all()), scope=COUNTRY, level="village"))
    assert whole.complete["pay"].filled == 4


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": "  "}, "Alasan belum diisi"),
        ({"names": ["ukuran_sepatu"]}, "tidak dikenal"),
        ({"purpose": "hide"}, "tidak dikenal"),
        ({"valid_from": None}, "sudah lewat"),
    ],
)
def test_a_purpose_is_not_changed_without_ground(changed: dict[str, Any], sentence: str) -> None:
    today = today_in("64.08")
    given: dict[str, Any] = {"purpose": "pay", "names": ["name"], "valid_from": today, "reason": "SK 1"}
    given |= changed
    given["valid_from"] = given["valid_from"] or today - timedelta(days=1)

    with pytest.raises(PurposeRefused, match=sentence):
        set_purpose_fields(by=User.objects.system(), region_code="64.08", **given)


def test_a_cell_leads_to_the_families_behind_it(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    at = f"/kelengkapan/{TargetList.objects.get().id}/"

    page = client.get(at, {"wilayah": "64.08.01"}).content.decode()
    behind = client.get(at + "keluarga/", {"wilayah": DUN, "isian": "address"}).content.decode()
    unready = client.get(at + "keluarga/", {"wilayah": "64.08.01", "untuk": "match"}).content.decode()

    assert f"{at}keluarga/?wilayah={DUN}&amp;isian=address" in page
    assert str(_home(2).id) in behind
    assert str(_home(1).id) not in behind
    # Of the district's families one lacks a child's number, one has a number that another bears.
    assert [str(_home(n).id) in unready for n in (1, 2, 3)] == [True, False, True]
    # How many, as the cell says: of families, or of people.
    assert "1 dari 1 keluarga" in " ".join(behind.split())
    assert "2 dari 2 keluarga" in " ".join(unready.split())
    of_people = client.get(at + "keluarga/", {"wilayah": "64.08.01", "isian": "nik_status"}).content.decode()
    assert "Pada 2 orang belum terisi" in of_people


def test_many_families_behind_a_cell_are_the_same_read_in_the_order_of_names(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = f"/kelengkapan/{TargetList.objects.get().id}/keluarga/"
    few = _page(officer, at, wilayah="64.08.01", untuk="match")

    monkeypatch.setattr(behind_views, "MANY", 0)

    assert re.findall(r'href="(/daftar/[^"]+)"', _page(officer, at, wilayah="64.08.01", untuk="match")) == (
        re.findall(r'href="(/daftar/[^"]+)"', few)
    )


def test_the_families_behind_a_cell_leave_as_a_file_that_is_recorded(officer: User) -> None:
    at = f"/kelengkapan/{TargetList.objects.get().id}/keluarga/"
    client = Client()
    client.force_login(officer)
    asked = {"wilayah": "64.08.01", "untuk": "match"}

    assert f"{at}unduh/xlsx/?wilayah=64.08.01&amp;untuk=match" in client.get(at, asked).content.decode()
    given = client.get(f"{at}unduh/xlsx/", asked)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(given.streaming_content)))  # type: ignore[attr-defined]  # a file

    assert {row[0] for row in book["Keluarga"].iter_rows(min_row=2, values_only=True)} == {
        str(_home(n).id) for n in (1, 3)
    }
    event = AuditEvent.objects.get(action="families.exported")
    assert (event.region_code, event.detail["count"], event.detail["kind"]) == ("64.08.01", 2, "xlsx")
    assert event.detail["filters"].keys() == {"daftar", *asked}
    assert client.get(f"{at}unduh/pdf/", asked).status_code == 404

    stranger = Client()
    stranger.force_login(user_with_role("regency_verifier", "64.02"))
    assert stranger.get(f"{at}unduh/xlsx/", asked).status_code == 404
    leader = Client()
    leader.force_login(user_with_role("leader", "64.08"))
    assert leader.get(f"{at}unduh/xlsx/", asked).status_code == 403

    batch = Batch.objects.latest("id")
    record_hand_over(
        by=officer, source=batch.source, number="BAST 1/UJI", day=date(2020, 1, 1), giver="Kemensos", purpose="uji",
        last_day=date(2020, 6, 30),
    )  # fmt: skip
    refused = client.get(f"{at}unduh/xlsx/", asked, follow=True)
    assert "Izin pakainya sudah berakhir" in refused.content.decode()
    assert AuditEvent.objects.filter(action="families.exported").count() == 1


def test_a_district_is_not_led_into_another(officer: User) -> None:
    client = Client()
    client.force_login(user_with_role("district_officer", "64.08.03"))
    at = f"/kelengkapan/{TargetList.objects.get().id}/keluarga/"

    assert client.get(at, {"wilayah": DUN, "isian": "address"}).status_code == 404
    assert str(_home(2).id) not in client.get(at, {"isian": "address"}).content.decode()


def test_who_sees_no_families_sees_figures_without_links() -> None:
    client = Client()
    client.force_login(user_with_role("leader", "64.08"))
    at = f"/kelengkapan/{TargetList.objects.get().id}/"

    page = client.get(at, {"untuk": "decree"}).content.decode()

    assert "Siap ditetapkan" in page
    assert "keluarga/?wilayah" not in page
    assert client.get(at + "keluarga/", {"wilayah": DUN}).status_code == 403


def _page(user: User, path: str, **query: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(path, query).content.decode()


def test_the_page_names_the_villages_that_hold_most_and_sends_packs_to_them(officer: User) -> None:
    target_list = TargetList.objects.get()
    client = Client()
    client.force_login(officer)

    page = client.get(f"/kelengkapan/{target_list.id}/").content.decode()
    form = client.get("/paket/baru/", {"daftar": target_list.id, "desa": f"{DUN},{SENYIUR}"}).content.decode()

    assert "3 desa memegang" in page
    assert f"/paket/baru/?daftar={target_list.id}&amp;desa=" in page
    assert "Hanya untuk 2 desa: Muara Dun, Senyiur" in " ".join(form.split())
    made, job = open_pack_round(
        by=officer, target_list=target_list, level="village", letter=LETTER, areas=[SENYIUR]
    )
    assert run_now(job).state == "done"
    assert list(made.packs.values_list("region_code", flat=True)) == [SENYIUR]


def test_the_meeting_gets_a_sheet_and_a_page_for_each_district(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    at = f"/kelengkapan/{TargetList.objects.get().id}/unduh/"

    answer = client.get(at + "xlsx/", {"untuk": "decree"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # of a streamed answer
    pdf = client.get(at + "pdf/")

    assert book.sheetnames == ["Muara Ancalong", "Muara Bengkal", SHEET]
    rows = [[cell.value for cell in row] for row in book["Muara Ancalong"].iter_rows()]
    assert "P3KE 2023 · Kutai Timur" in rows[1][0]
    assert "Sumber: daftar P3KE 2023" in rows[3][0]
    assert rows[5][:4] == ["Desa/kelurahan", "Keluarga", "Keluarga lengkap", "NIK"]
    assert {row[0]: row[1] for row in rows[6:]} == {"Muara Dun": 2, "Senyiur": 1, "Semua": 3}
    assert name_of(1) not in str(rows)
    assert b"".join(pdf.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]  # of a streamed answer
    assert pdf["X-Row-Count"] == "3"
    assert AuditEvent.objects.filter(action="completeness.exported").count() == 2


def test_a_village_reads_of_itself_alone_in_the_report() -> None:
    client = Client()
    client.force_login(user_with_role("village_officer", SENYIUR))
    answer = client.get(f"/kelengkapan/{TargetList.objects.get().id}/unduh/xlsx/")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # of a streamed answer

    assert [row[0].value for row in book.active.iter_rows(min_row=7)] == ["Senyiur", "Semua"]


def test_a_province_compares_its_regencies_and_a_village_none(officer: User) -> None:
    accepted_batch(files([family(5, region=PERIAN)], [head(5, region=PERIAN)]), region="64.02")

    province = _page(user_with_role("province_observer", "64"), "/kelengkapan/antarkabupaten/")
    regency = _page(officer, "/kelengkapan/antarkabupaten/")
    village = _page(user_with_role("village_officer", DUN), "/kelengkapan/antarkabupaten/")

    names = ("Kabupaten Kutai Timur", "Kabupaten Kutai Kartanegara")
    assert [name in province for name in names] == [True, True]
    assert [name in regency for name in names] == [True, False]
    assert [name in village for name in names] == [False, False]
    assert name_of(5) not in province


def test_an_administrator_sets_a_purpose_from_a_day_on_and_its_history_stays() -> None:
    admin = user_with_role("administrator", "64.08", full_name="Pengelola Uji")
    client = Client()
    client.force_login(admin)
    later = today_in("64.08") + timedelta(days=30)
    form = {
        "keperluan": "decree",
        "kolom": ["name", "roof"],
        "mulai": later.isoformat(),
        "alasan": "SK 7/2026",
    }

    assert client.post("/pengaturan/keperluan/", form).status_code == 302
    page = client.get("/pengaturan/keperluan/").content.decode()

    assert ("SK 7/2026" in page, "akan berlaku" in page, "Pengelola Uji" in page) == (True, True, True)
    rules = rules_for([DUN])
    assert rules.at(DUN, "decree", later) == ("name", "roof")
    assert rules.at(DUN, "decree", later - timedelta(days=1)) == usual_fields()["decree"]
    assert rules.at(PERIAN, "decree", later) == usual_fields()["decree"]
    assert AuditEvent.objects.get(action="purpose.fields_set").detail["fields"] == ["name", "roof"]

    client.post("/pengaturan/keperluan/", {**form, "bawaan": "1", "alasan": "SK dicabut"})
    assert rules_for([DUN]).at(DUN, "decree", later) == usual_fields()["decree"]
    assert PurposeFields.objects.count() == 2


def test_only_an_administrator_sets_a_purpose_and_only_with_fields(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    assert client.get("/pengaturan/keperluan/").status_code == 403

    client.force_login(user_with_role("administrator", "64.08"))
    answer = client.post(
        "/pengaturan/keperluan/", {"keperluan": "pay", "mulai": "2999-01-01", "alasan": "SK"}
    )

    assert (answer.status_code, PurposeFields.objects.count()) == (422, 0)
    assert "Belum ada kolom yang dipilih" in answer.content.decode()
