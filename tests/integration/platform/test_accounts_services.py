"""Opening accounts, giving and ending roles: what is allowed to whom, and that the trail has it."""

import pytest

from tepat.platform.accounts import services
from tepat.platform.accounts.models import JobTitle, RoleAssignment, User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.queries import system
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.audit.models import AuditEvent
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

VILLAGE = "64.08.01.2001"
PASSWORD = "sampan-biru-77-hulu"


def test_a_new_account_gets_a_password_that_works_once_told() -> None:
    added = services.add_user(
        by=None,
        username=" Desa.Senyiur ",
        full_name="Petugas Senyiur",
        role="village_officer",
        region=VILLAGE,
    )

    assert added.user.username == "desa.senyiur"
    assert added.user.check_password(added.password)
    assert len(added.password) == 19
    assert added.user.may(Permission.FAMILY_VIEW, VILLAGE)
    actions = AuditEvent.objects.filter(subject_id=str(added.user.id)).order_by("seq")
    assert [event.action for event in actions] == ["user.added", "role.assigned"]
    assert added.password not in "".join(event.detail_text for event in actions)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"username": "ada.sudah"}, "sudah ada"),
        ({"username": "Ada.Sudah"}, "sudah ada"),
        ({"username": "nama dengan spasi"}, "Huruf kecil"),
        ({"full_name": " "}, "."),
        ({"role": "bupati"}, "tidak dikenal"),
        ({"region": "64.08"}, "tingkat wilayah"),
        ({"region": "64.08.01.2999"}, "tidak ada dalam rujukan"),
        ({"region": "Senyiur"}, "tidak ada dalam rujukan"),
        ({"region": ""}, "tidak ada dalam rujukan"),
        ({"password": "12345678"}, "."),
        ({"password": "baru.saja1"}, "."),
        ({"job_title": "tidak-ada"}, "tidak dikenal"),
    ],
)
def test_what_cannot_be_an_account_is_refused_in_words(changed: dict[str, str], why: str) -> None:
    user_with_role("village_officer", VILLAGE, username="ada.sudah")
    asked = {"username": "baru.saja", "full_name": "Orang Baru", "role": "village_officer", "region": VILLAGE}

    with pytest.raises(AccountRefused, match=why):
        services.add_user(by=None, **{**asked, **changed})

    assert not User.objects.filter(username__startswith="baru").exists()


def test_job_titles_are_there_to_choose_from_and_give_no_right() -> None:
    added = services.add_user(
        by=None,
        username="tksk.ancalong",
        full_name="TKSK",
        role="enumerator",
        region="64.08.01",
        job_title="tksk",
    )

    assert JobTitle.objects.count() >= 12
    assert added.user.job_title == JobTitle.objects.get(code="tksk")
    assert not added.user.may(Permission.COMPLETENESS_VIEW)


def test_an_administrator_manages_his_own_region_only() -> None:
    admin = user_with_role("administrator", "64.08")
    village = user_with_role("village_officer", VILLAGE)
    elsewhere = user_with_role("village_officer", "64.02.01.2001")
    observer = user_with_role("province_observer", "64")

    services.set_password(by=admin, user=village, password=PASSWORD)
    services.assign_role(by=admin, user=village, role="meeting_chair", region=VILLAGE)
    for person in (elsewhere, observer, system()):
        with pytest.raises(AccountRefused):
            services.set_password(by=admin, user=person)
        with pytest.raises(AccountRefused):
            services.deactivate(by=admin, user=person)
    with pytest.raises(AccountRefused):
        services.assign_role(by=admin, user=village, role="regency_verifier", region="64.02")

    assert village.check_password(PASSWORD)
    assert {line.role_code for line in village.assignments} == {"village_officer", "meeting_chair"}


def test_an_administrator_cannot_take_over_somebody_who_also_works_elsewhere() -> None:
    admin = user_with_role("administrator", "64.08")
    both = user_with_role("village_officer", VILLAGE)
    services.assign_role(by=None, user=both, role="village_officer", region="64.02.01.2001")

    with pytest.raises(AccountRefused):
        services.set_password(by=admin, user=both)


@pytest.mark.parametrize("role", ["regency_verifier", "auditor", "village_officer"])
def test_others_manage_nobody_but_change_their_own_password(role: str) -> None:
    region = VILLAGE if role == "village_officer" else "64.08"
    user = user_with_role(role, region)
    other = user_with_role("village_officer", VILLAGE)

    with pytest.raises(AccountRefused):
        services.add_user(by=user, username="x.y", full_name="X", role="village_officer", region=VILLAGE)
    with pytest.raises(AccountRefused):
        services.set_password(by=user, user=other)
    services.set_password(by=user, user=user, password=PASSWORD)

    assert user.check_password(PASSWORD)


def test_a_role_given_twice_is_one_line_and_one_event() -> None:
    user = user_with_role("village_officer", VILLAGE)

    services.assign_role(by=None, user=user, role="village_officer", region=VILLAGE)

    assert RoleAssignment.objects.filter(user=user).count() == 1
    assert AuditEvent.objects.filter(action="role.assigned").count() == 1


def test_a_role_ended_and_given_again_keeps_both_lines() -> None:
    user = user_with_role("village_officer", VILLAGE)
    services.end_role(by=None, assignment=user.assignments[0])
    assert not user.may(Permission.FAMILY_VIEW)

    services.assign_role(by=None, user=user, role="village_officer", region=VILLAGE)

    assert user.may(Permission.FAMILY_VIEW)
    assert RoleAssignment.objects.filter(user=user).count() == 2


def test_every_write_is_told_in_a_sentence() -> None:
    from tepat.platform.audit import presenters

    user = user_with_role("village_officer", VILLAGE, username="desa.senyiur")
    services.set_password(by=None, user=user)
    services.end_sessions(by=user, user=user)
    services.choose_language(by=user, language="en")
    services.end_role(by=None, assignment=user.assignments[0])
    services.deactivate(by=None, user=user)
    services.reactivate(by=None, user=user)
    services.record_refused_login(by=None, username="desa.senyiur")

    told = {event.action: presenters.sentence(event) for event in AuditEvent.objects.all()}

    assert told["role.assigned"] == "memberi akun desa.senyiur peran Petugas desa/kelurahan"
    assert not [action for action, words in told.items() if action in words]
