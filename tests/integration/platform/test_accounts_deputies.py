"""Deputies: given until a day, shown on every page, told in the trail, ended early or by themselves."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tepat.platform.accounts import services
from tepat.platform.accounts.models import RoleAssignment, User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.audit.models import AuditEvent
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
START = datetime(2024, 2, 5, 1, 0, tzinfo=UTC)
TODAY, UNTIL = date(2024, 2, 5), date(2024, 2, 9)
BANNER = (
    "Anda bertindak sebagai Plt. Petugas Dinas Sosial Kutai Timur untuk Siti Kepala, sampai 9 Februari 2024."
)


@pytest.fixture(autouse=True)
def _monday(time_machine: Any) -> None:
    time_machine.move_to(START)


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08", username="dinsos.kepala", full_name="Siti Kepala")


@pytest.fixture
def colleague() -> User:
    return user_with_role("regency_planner", "64.08", username="bappeda.satu", full_name="Budi Rekan")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def give(client: Client, officer: User, **changed: str) -> Any:
    typed = {
        "assignment": str(officer.role_assignments.get(acting_for=None).id),
        "deputy": "bappeda.satu",
        "since": "2024-02-05",
        "until": "2024-02-09",
    }
    return client.post("/akun/wakil/", typed | changed)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_officer_gives_his_role_until_a_day_and_the_frame_says_so(officer: User, colleague: User) -> None:
    assert not colleague.may(Permission.BATCH_ACCEPT, "64.08")

    answer = give(logged_in(officer), officer)

    assert answer["Location"] == "/akun/wakil/"
    assert fresh(colleague).may(Permission.BATCH_ACCEPT, "64.08")
    assert BANNER in logged_in(colleague).get("/").content.decode()
    assert "Anda bertindak" not in logged_in(officer).get("/").content.decode()


def test_it_ends_by_itself(officer: User, colleague: User, time_machine: Any) -> None:
    give(logged_in(officer), officer)

    time_machine.move_to(datetime(2024, 2, 9, 15, 59, tzinfo=UTC))
    assert fresh(colleague).may(Permission.BATCH_ACCEPT, "64.08")
    time_machine.move_to(datetime(2024, 2, 9, 16, 1, tzinfo=UTC))

    assert not fresh(colleague).may(Permission.BATCH_ACCEPT, "64.08")
    assert "Anda bertindak" not in logged_in(colleague).get("/").content.decode()


@pytest.mark.parametrize("who", ["officer", "colleague"])
def test_either_of_the_two_ends_it_early(officer: User, colleague: User, who: str) -> None:
    give(logged_in(officer), officer)
    line = RoleAssignment.objects.get(acting_for=officer)

    logged_in(officer if who == "officer" else colleague).post(f"/akun/wakil/{line.id}/akhiri/")

    assert not fresh(colleague).may(Permission.BATCH_ACCEPT, "64.08")


def test_nobody_else_ends_it(officer: User, colleague: User) -> None:
    give(logged_in(officer), officer)
    line = RoleAssignment.objects.get(acting_for=officer)

    answer = logged_in(user_with_role("regency_verifier", "64.08")).post(f"/akun/wakil/{line.id}/akhiri/")

    assert answer.status_code == 404
    assert fresh(colleague).may(Permission.BATCH_ACCEPT, "64.08")


def test_what_is_done_under_it_is_told_with_whose_role_it_was(officer: User, colleague: User) -> None:
    give(logged_in(officer), officer)
    services.end_sessions(by=fresh(colleague), user=fresh(colleague))

    event = AuditEvent.objects.get(action="user.sessions_ended")

    assert event.actor_name == "Budi Rekan"
    assert event.detail["deputy"] == [{"role": "regency_verifier", "for": "Siti Kepala"}]
    page = logged_in(user_with_role("auditor", "64.08")).get("/jejak/").content.decode()
    assert "Plt. untuk Siti Kepala" in page


def test_what_is_done_elsewhere_or_afterwards_is_not(
    officer: User, colleague: User, time_machine: Any
) -> None:
    give(logged_in(officer), officer)
    assert fresh(colleague).deputy_note("64.02") == []
    time_machine.move_to(START + timedelta(days=10))

    services.end_sessions(by=fresh(colleague), user=fresh(colleague))

    assert "deputy" not in AuditEvent.objects.get(action="user.sessions_ended").detail


def test_who_holds_as_much_himself_does_not_act_as_a_deputy(officer: User) -> None:
    other = user_with_role("regency_verifier", "64.08", username="bappeda.satu")
    give(logged_in(officer), officer)

    assert fresh(other).deputy_note("64.08") == []


def test_when_the_role_ends_its_deputy_ends_with_it(officer: User, colleague: User) -> None:
    give(logged_in(officer), officer)

    services.end_role(by=None, assignment=officer.role_assignments.get(acting_for=None))

    assert not fresh(colleague).may(Permission.BATCH_ACCEPT, "64.08")


def test_an_administrator_names_a_deputy_for_somebody_who_is_away(officer: User, colleague: User) -> None:
    client = logged_in(user_with_role("administrator", "64.08"))
    typed = {
        "assignment": str(officer.role_assignments.get().id),
        "deputy": "bappeda.satu",
        "since": "2024-02-05",
        "until": "2024-02-09",
    }

    assert client.post(f"/pengguna/{officer.id}/wakil/", typed).status_code == 302

    assert fresh(colleague).may(Permission.BATCH_ACCEPT, "64.08")
    elsewhere = logged_in(user_with_role("administrator", "64.02"))
    assert elsewhere.post(f"/pengguna/{officer.id}/wakil/", typed).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"deputy": "tidak.ada"}, "Tidak ada rekan dengan nama pengguna itu", id="nobody"),
        pytest.param({"deputy": "kukar.satu"}, "Tidak ada rekan dengan nama pengguna itu", id="elsewhere"),
        pytest.param({"deputy": "dinsos.kepala"}, "Wakil harus orang lain", id="himself"),
        pytest.param({"until": "2024-02-01"}, "Masa wakil paling lama 92 hari", id="backwards"),
        pytest.param({"until": "2024-12-31"}, "Masa wakil paling lama 92 hari", id="too long"),
        pytest.param({"assignment": "x"}, "isian perlu diperiksa lagi", id="not his"),
    ],
)
def test_what_cannot_be_deputised_is_refused(
    officer: User, colleague: User, changed: dict[str, str], sentence: str
) -> None:
    user_with_role("regency_planner", "64.02", username="kukar.satu")

    answer = give(logged_in(officer), officer, **changed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not RoleAssignment.objects.filter(acting_for__isnull=False).exists()


def test_the_same_deputy_is_not_named_twice_for_the_same_days(officer: User, colleague: User) -> None:
    client = logged_in(officer)
    give(client, officer)

    answer = give(client, officer, since="2024-02-08", until="2024-02-20")

    assert answer.status_code == 422
    assert "sudah menjadi wakil untuk peran itu pada masa itu" in answer.content.decode()
    assert give(client, officer, since="2024-02-10", until="2024-02-20").status_code == 302


def test_a_deputy_does_not_pass_the_role_on(officer: User, colleague: User) -> None:
    give(logged_in(officer), officer)
    line = RoleAssignment.objects.get(acting_for=officer)
    third = user_with_role("regency_planner", "64.08")

    for by in (colleague, officer):
        with pytest.raises(AccountRefused):
            services.deputise(by=fresh(by), assignment=line, deputy=third, since=TODAY, until=UNTIL)


def test_another_officer_does_not_give_away_what_is_not_his(officer: User, colleague: User) -> None:
    other = user_with_role("regency_verifier", "64.08")

    with pytest.raises(AccountRefused):
        services.deputise(
            by=other,
            assignment=officer.role_assignments.get(),
            deputy=colleague,
            since=TODAY,
            until=UNTIL,
        )
