"""What a newer list changes: told by kind and region, old beside new, and who it names no more is asked about."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.test import Client

from tepat.intake import services
from tepat.intake.batches.dependents import what_depends_on
from tepat.intake.changes.queries import as_data
from tepat.intake.changes.services import AnswerRefused, answer_departures, undo_answers
from tepat.intake.findings.queries import finding_line
from tepat.intake.models import Batch, Departure, ListChange, ListEntry
from tepat.intake.transitions import TransitionRefused
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.registry.models import Claim, Family, FamilyHold, Person
from tepat.registry.services import lift_hold, place_hold
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import PERIAN, SENYIUR, child, family, files, head, name_of, standing
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

Kind = ListChange.Kind


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08")


def _named(key: int) -> Family:
    return Family.objects.get(external_ids__value=f"KEL-{key}")


def _kinds(batch: Batch) -> dict[str, set[str]]:
    """Which families, by their keys, changed in which way."""
    found: dict[str, set[str]] = {}
    for kind, key in batch.changes.values_list("kind", "family__external_ids__value"):
        found.setdefault(kind, set()).add(key)
    return found


def _quarters() -> tuple[Batch, Batch]:
    """A list of five families, and the next: one gone, one new, one moved, one of another desil, one renamed."""
    first = accepted_batch(files([family(n) for n in range(1, 6)], [head(n) for n in range(1, 6)]))
    second = accepted_batch(
        files(
            [
                family(2, region=SENYIUR), family(3, desil="4"), family(4, roof="BETON"),
                family(5, head_birth_date="01/02/1970"), family(6),
            ],
            [head(2), head(3), head(4), head(5, birth_date="01/02/1970", nik=generated_nik(9)), child(61, 6)],
        )
    )  # fmt: skip
    return first, second


def test_each_change_is_told_by_its_kind() -> None:
    first, second = _quarters()

    kinds = _kinds(second)

    assert not first.changes.exists()
    assert kinds[Kind.LEFT] == {"KEL-1"}
    assert kinds[Kind.ENTERED] == {"KEL-6"}
    assert kinds[Kind.MOVED] == {"KEL-2"}
    assert kinds[Kind.DESIL] == {"KEL-3"}
    assert kinds[Kind.IDENTITY] == {"KEL-5"}
    assert "KEL-4" in kinds[Kind.OTHER]


def test_a_list_that_comes_again_changes_nothing() -> None:
    same = files([family(1), family(2)], [head(1), head(2)])
    accepted_batch(same)

    assert not accepted_batch(same).changes.exists()


def test_villages_that_the_batch_does_not_speak_of_have_not_left() -> None:
    accepted_batch(files([family(1), family(2, region=SENYIUR)], [head(1), head(2)]))

    batch = accepted_batch(files([family(3, region=SENYIUR)], [head(3, region=SENYIUR)]))

    assert _kinds(batch) == {Kind.LEFT: {"KEL-2"}, Kind.ENTERED: {"KEL-3"}}


def test_a_held_row_still_names_its_family() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))

    batch = accepted_batch(files([family(1), family(2, region=PERIAN)], [head(1)]))

    assert batch.held == 1
    assert Kind.LEFT not in _kinds(batch)


def test_a_number_is_never_among_the_facts() -> None:
    _first, second = _quarters()

    facts = [fact for change in second.changes.all() for fact in change.facts if fact[1] in ("nik", "kk")]

    assert facts
    assert {value for fact in facts for value in fact[2:4]} <= {"•", None}


def test_nobody_leaves_before_a_person_says_so(officer: User) -> None:
    _quarters()

    asked = Departure.objects.get()
    assert (asked.family, asked.state) == (_named(1), Departure.State.OPEN)
    assert ListEntry.objects.filter(family=asked.family).exists()

    done = answer_departures(
        by=officer, departures=Departure.objects.all(), stays=False, reason="pindah ke luar daerah",
        region_code="64.08",
    )  # fmt: skip
    assert done == 1
    assert not ListEntry.objects.filter(family=asked.family).exists()

    undo_answers(by=officer, departures=Departure.objects.all(), region_code="64.08")
    entry = ListEntry.objects.get(family=asked.family)
    assert entry.source_row_id == asked.source_row_id


def test_a_family_taken_off_that_returns_is_told(officer: User) -> None:
    _quarters()
    answer_departures(
        by=officer,
        departures=Departure.objects.all(),
        stays=False,
        reason="pindah ke Berau",
        region_code="64.08",
    )

    batch = checked_batch(files([family(1), family(2)], [head(1), head(2)]))

    finding = batch.findings.get(check_id="REG-004")
    assert "pindah ke Berau" in finding_line(batch, finding.id).message


def test_an_answer_needs_a_reason(officer: User) -> None:
    _quarters()

    with pytest.raises(AnswerRefused, match="Alasan belum diisi"):
        answer_departures(
            by=officer, departures=Departure.objects.all(), stays=True, reason=" ", region_code="64.08"
        )


def test_a_held_family_neither_leaves_nor_moves(officer: User) -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))
    for key in (1, 2):
        place_hold(by=officer, family=_named(key), reason="bantuan sedang disalurkan")

    accepted_batch(files([family(2, region=SENYIUR), family(3)], [head(2), head(3)]))

    assert _named(2).region_code != SENYIUR
    assert Claim.objects.get().field == "region_code"
    with pytest.raises(AnswerRefused, match="dipertahankan"):
        answer_departures(
            by=officer, departures=Departure.objects.all(), stays=False, reason="x", region_code="64.08"
        )
    lift_hold(by=officer, hold=FamilyHold.objects.get(family=_named(1)))
    assert answer_departures(
        by=officer, departures=Departure.objects.all(), stays=False, reason="x", region_code="64.08"
    )


def test_a_family_named_again_is_asked_about_no_more() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))
    accepted_batch(files([family(2)], [head(2)]))
    assert Departure.objects.get().state == Departure.State.OPEN

    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))

    asked = Departure.objects.get()
    assert (asked.state, asked.reason) == (Departure.State.STAYS, "Disebut lagi oleh daftar P3KE 2023.")


def test_a_family_still_unnamed_is_asked_about_once() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))
    for _quarter in range(2):
        accepted_batch(files([family(2)], [head(2)]))

    assert Departure.objects.count() == 1


def test_a_withdrawn_batch_gives_places_back(officer: User) -> None:
    accepted_batch(files([family(n) for n in (1, 2)], [head(1), head(2)]))
    before = standing()
    batch = accepted_batch(files([family(2, desil="3")], [head(2)]))
    answer_departures(
        by=officer, departures=Departure.objects.all(), stays=False, reason="pindah", region_code="64.08"
    )

    finished = jobs.run_now(
        services.withdraw_batch(
            by=officer, batch=batch, reason="salah berkas", depends=what_depends_on(batch)
        )
    )

    assert finished.state == "done", finished.error_detail
    assert standing() == before
    assert not Departure.objects.exists()
    assert not batch.changes.exists()


def test_a_batch_whose_family_is_held_is_not_withdrawn(officer: User) -> None:
    batch = accepted_batch(files([family(1)], [head(1)]))
    place_hold(
        by=officer, family=_named(1), reason="dalam surat keputusan 1/2024.", kind=FamilyHold.Kind.DECREE
    )

    with pytest.raises(TransitionRefused, match="surat keputusan 1/2024"):
        services.withdraw_batch(
            by=officer, batch=batch, reason="salah berkas", depends=what_depends_on(batch)
        )


def test_the_page_shows_old_beside_new_with_its_row(officer: User, client: Client) -> None:
    _first, second = _quarters()
    client.force_login(officer)

    page = client.get(f"/masuk/{second.id}/perubahan/?jenis=desil").content.decode()

    assert name_of(3) in page
    assert "<del>1</del>" in page
    assert "<b>4</b>" in page
    assert "baris" in page
    assert name_of(4) not in page


def test_a_desil_that_changed_is_drawn_and_told_in_words(officer: User, client: Client) -> None:
    _quarters()
    client.force_login(officer)

    changed = client.get(f"/daftar/{_named(3).id}/").content.decode()
    same = client.get(f"/daftar/{_named(4).id}/").content.decode()

    assert re.search(
        r'role="img" aria-label="Desil P3KE dari waktu ke waktu: 1 \([^)]+\), 4 \([^)]+\)"', changed
    )
    assert "dari waktu ke waktu" not in same


def test_a_village_officer_sees_no_batch(client: Client) -> None:
    _first, second = _quarters()
    client.force_login(user_with_role("village_officer", SENYIUR))

    assert client.get(f"/masuk/{second.id}/perubahan/").status_code in (403, 404)
    assert client.get("/pertanyaan/").status_code == 403


def test_the_workbook_holds_every_change(officer: User, client: Client) -> None:
    _first, second = _quarters()
    client.force_login(officer)

    answer = client.get(f"/masuk/{second.id}/perubahan/unduh/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active

    assert sheet is not None
    assert int(answer["X-Row-Count"]) == second.changes.count()
    kinds = {str(cells[4]) for cells in sheet.iter_rows(min_row=2, values_only=True)}
    assert kinds == {str(Kind(kind).label) for kind in _kinds(second)}


def test_questions_are_answered_on_their_page(officer: User, client: Client) -> None:
    _quarters()
    client.force_login(officer)
    asked = Departure.objects.get()
    assert name_of(1) in client.get("/pertanyaan/").content.decode()

    client.post(
        "/pertanyaan/jawab/", {"pilih": str(asked.id), "aksi": "tetap", "reason": "ditemui di rumahnya"}
    )

    asked.refresh_from_db()
    assert (asked.state, asked.by, asked.reason) == (Departure.State.STAYS, officer, "ditemui di rumahnya")
    assert "ditemui di rumahnya" in client.get("/pertanyaan/?keadaan=stays").content.decode()


def test_a_hold_is_placed_and_lifted_on_the_family_page(officer: User, client: Client) -> None:
    accepted_batch(files([family(1)], [head(1)]))
    client.force_login(officer)
    address = f"/daftar/{_named(1).id}/"

    client.post(f"{address}tahan/", {"reason": "bantuan sedang disalurkan"})
    assert "bantuan sedang disalurkan" in client.get(address).content.decode()

    hold = FamilyHold.objects.get()
    client.post(f"{address}tahan/{hold.id}/lepas/")
    hold.refresh_from_db()
    assert hold.lifted_by == officer


def test_counts_are_by_village_for_machines(officer: User) -> None:
    _first, second = _quarters()

    data = as_data(second, officer.scope(Permission.BATCH_VIEW))

    assert data["changes"]["left"] == data["changes"]["entered"] == 1
    assert sum(row["moved"] for row in data["regions"]) == 1


def test_a_page_asks_few_questions(
    officer: User, client: Client, django_assert_max_num_queries: object
) -> None:
    many = range(1, 40)
    accepted_batch(files([family(n) for n in many], [head(n) for n in many]))
    batch = accepted_batch(files([family(n, desil="5") for n in many], [head(n) for n in many]))
    client.force_login(officer)
    client.get(f"/masuk/{batch.id}/perubahan/?jenis=desil")

    with django_assert_max_num_queries(17):  # type: ignore[operator]  # the fixture has no public type
        client.get(f"/masuk/{batch.id}/perubahan/?jenis=desil")


def test_birth_dates_are_told_as_days(officer: User, client: Client) -> None:
    _first, second = _quarters()
    client.force_login(officer)
    assert Person.objects.filter(birth_date=date(1970, 2, 1)).exists()

    page = client.get(f"/masuk/{second.id}/perubahan/?jenis=identity").content.decode()

    assert "1970" in page
    assert "nomor baru" in page
