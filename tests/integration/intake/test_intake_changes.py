"""What a newer list changes: told by kind and region, old beside new, in pictures, workbook and counts."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.test import Client

from tepat.intake.changes.queries import as_data
from tepat.intake.changes.services import AnswerRefused, answer_departures, undo_answers
from tepat.intake.findings.queries import finding_line
from tepat.intake.models import Batch, Departure, ListChange, ListEntry
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.registry.models import Family, Person
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import SENYIUR, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quarters")]

Kind = ListChange.Kind
Quarters = tuple[Batch, Batch]


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


def _quarters() -> Quarters:
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


quarters = made_once(_quarters)


def test_each_change_is_told_by_its_kind(quarters: Quarters) -> None:
    first, second = quarters

    kinds = _kinds(second)

    assert not first.changes.exists()
    assert kinds[Kind.LEFT] == {"KEL-1"}
    assert kinds[Kind.ENTERED] == {"KEL-6"}
    assert kinds[Kind.MOVED] == {"KEL-2"}
    assert kinds[Kind.DESIL] == {"KEL-3"}
    assert kinds[Kind.IDENTITY] == {"KEL-5"}
    assert "KEL-4" in kinds[Kind.OTHER]


def test_a_number_is_never_among_the_facts(quarters: Quarters) -> None:
    _first, second = quarters

    facts = [fact for change in second.changes.all() for fact in change.facts if fact[1] in ("nik", "kk")]

    assert facts
    assert {value for fact in facts for value in fact[2:4]} <= {"•", None}


def test_nobody_leaves_before_a_person_says_so(officer: User) -> None:
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
    with pytest.raises(AnswerRefused, match="Alasan belum diisi"):
        answer_departures(
            by=officer, departures=Departure.objects.all(), stays=True, reason=" ", region_code="64.08"
        )


def test_the_page_shows_old_beside_new_with_its_row(
    officer: User, client: Client, quarters: Quarters
) -> None:
    _first, second = quarters
    client.force_login(officer)

    page = client.get(f"/masuk/{second.id}/perubahan/?jenis=desil").content.decode()

    assert name_of(3) in page
    assert "<del>1</del>" in page
    assert "<b>4</b>" in page
    assert "baris" in page
    assert name_of(4) not in page


def test_a_desil_that_changed_is_drawn_and_told_in_words(officer: User, client: Client) -> None:
    client.force_login(officer)

    changed = client.get(f"/daftar/{_named(3).id}/").content.decode()
    same = client.get(f"/daftar/{_named(4).id}/").content.decode()

    assert re.search(
        r'role="img" aria-label="Desil P3KE dari waktu ke waktu: 1 \([^)]+\), 4 \([^)]+\)"', changed
    )
    assert "dari waktu ke waktu" not in same


def test_a_village_officer_sees_no_batch(client: Client, quarters: Quarters) -> None:
    _first, second = quarters
    client.force_login(user_with_role("village_officer", SENYIUR))

    assert client.get(f"/masuk/{second.id}/perubahan/").status_code in (403, 404)
    assert client.get("/pertanyaan/").status_code == 403


def test_the_workbook_holds_every_change(officer: User, client: Client, quarters: Quarters) -> None:
    _first, second = quarters
    client.force_login(officer)

    answer = client.get(f"/masuk/{second.id}/perubahan/unduh/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active

    assert sheet is not None
    assert int(answer["X-Row-Count"]) == second.changes.count()
    kinds = {str(cells[4]) for cells in sheet.iter_rows(min_row=2, values_only=True)}
    assert kinds == {str(Kind(kind).label) for kind in _kinds(second)}


def test_questions_are_answered_on_their_page(officer: User, client: Client) -> None:
    client.force_login(officer)
    asked = Departure.objects.get()
    assert name_of(1) in client.get("/pertanyaan/").content.decode()

    client.post(
        "/pertanyaan/jawab/", {"pilih": str(asked.id), "aksi": "tetap", "reason": "ditemui di rumahnya"}
    )

    asked.refresh_from_db()
    assert (asked.state, asked.by, asked.reason) == (Departure.State.STAYS, officer, "ditemui di rumahnya")
    assert "ditemui di rumahnya" in client.get("/pertanyaan/?keadaan=stays").content.decode()


def test_counts_are_by_village_for_machines(officer: User, quarters: Quarters) -> None:
    _first, second = quarters

    data = as_data(second, officer.scope(Permission.BATCH_VIEW))

    assert data["changes"]["left"] == data["changes"]["entered"] == 1
    assert sum(row["moved"] for row in data["regions"]) == 1


def test_birth_dates_are_told_as_days(officer: User, client: Client, quarters: Quarters) -> None:
    _first, second = quarters
    client.force_login(officer)
    assert Person.objects.filter(birth_date=date(1970, 2, 1)).exists()

    page = client.get(f"/masuk/{second.id}/perubahan/?jenis=identity").content.decode()

    assert "1970" in page
    assert "nomor baru" in page
