"""Where a person may do what: roles joined permission by permission, by place and by day."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from tepat.platform.accounts import queries, services
from tepat.platform.accounts.access import requires
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import Scope, regions_of, scope_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

VILLAGE, BESIDE = "64.08.01.2001", "64.08.01.2002"


def again(user: User) -> User:
    return User.objects.get(id=user.id)


@pytest.mark.parametrize(
    ("role", "region", "permission", "asked", "may"),
    [
        ("village_officer", VILLAGE, Permission.FAMILY_VIEW, VILLAGE, True),
        ("village_officer", VILLAGE, Permission.FAMILY_VIEW, BESIDE, False),
        ("village_officer", VILLAGE, Permission.FAMILY_VIEW, "64.08.01", False),
        ("village_officer", VILLAGE, Permission.BATCH_UPLOAD, VILLAGE, False),
        ("district_officer", "64.08.01", Permission.FAMILY_VIEW, VILLAGE, True),
        ("district_officer", "64.08.01", Permission.FAMILY_VIEW, "64.08.03.2001", False),
        ("regency_verifier", "64.08", Permission.BATCH_ACCEPT, "64.08", True),
        ("regency_verifier", "64.08", Permission.BATCH_ACCEPT, "64.02", False),
        ("regency_verifier", "64.08", Permission.BATCH_ACCEPT, "64", False),
        ("regency_verifier", "64.08", Permission.AUDIT_VIEW, "64.08", False),
        ("leader", "64.08", Permission.FAMILY_VIEW, "64.08", False),
        ("regency_planner", "64.08", Permission.NAMES_SEE, "64.08", False),
        ("province_observer", "64", Permission.COMPLETENESS_VIEW, VILLAGE, True),
        ("province_observer", "64", Permission.COMPLETENESS_VIEW, "63", False),
        ("enumerator", VILLAGE, Permission.FAMILY_VIEW, VILLAGE, False),
        ("auditor", "64.08", Permission.AUDIT_VIEW, VILLAGE, True),
    ],
)
def test_who_may_where(role: str, region: str, permission: Permission, asked: str, may: bool) -> None:
    assert user_with_role(role, region).may(permission, asked) is may


def test_an_enumerator_sees_only_what_is_handed_over() -> None:
    enumerator = user_with_role("enumerator", VILLAGE)

    assert enumerator.scope(Permission.FAMILY_VIEW) == Scope((), frozenset({(enumerator.id, "")}))
    assert enumerator.may(Permission.FAMILY_VIEW)
    assert not enumerator.may(Permission.COMPLETENESS_VIEW)


def test_several_roles_are_joined_by_permission_and_not_across() -> None:
    user = user_with_role("village_officer", VILLAGE)
    services.assign_role(by=None, user=user, role="regency_planner", region="64.02")
    services.assign_role(by=None, user=user, role="district_officer", region="64.08.01")

    assert scope_of(user, Permission.FAMILY_VIEW).prefixes == ("64.02", "64.08.01")
    assert scope_of(user, Permission.NAMES_SEE).prefixes == ("64.08.01",)
    assert regions_of(user) == ("64.02", "64.08.01")


def test_a_role_holds_from_its_first_day_until_the_day_it_ends(time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to("2024-02-01T03:00:00Z")
    user = user_with_role("village_officer", VILLAGE)
    coming = services.assign_role(
        by=None, user=user, role="village_officer", region=BESIDE, since=date(2024, 3, 1)
    )
    assert scope_of(again(user), Permission.FAMILY_VIEW).prefixes == (VILLAGE,)

    # 1 March begins at 16.00 UTC of the day before in Kutai Timur.
    time_machine.move_to("2024-02-29T16:00:00Z")
    assert scope_of(again(user), Permission.FAMILY_VIEW).prefixes == (VILLAGE, BESIDE)

    services.end_role(by=None, assignment=coming, on=date(2024, 3, 1) + timedelta(days=1))
    assert BESIDE in scope_of(again(user), Permission.FAMILY_VIEW).prefixes
    time_machine.move_to("2024-03-01T16:00:00Z")
    assert scope_of(again(user), Permission.FAMILY_VIEW).prefixes == (VILLAGE,)


def test_a_closed_account_may_nothing() -> None:
    user = user_with_role("regency_verifier", "64.08")

    services.deactivate(by=None, user=user)

    assert not any(again(user).may(permission) for permission in Permission)


def test_the_system_may_everything_and_cannot_come_in(client) -> None:  # type: ignore[no-untyped-def]
    system = queries.system()

    assert all(system.may(permission, "94.01") for permission in Permission)
    assert queries.system() == system
    assert not system.is_active
    assert not system.check_password("!")


def test_a_scope_is_narrowed_to_where_the_person_looks() -> None:
    scope = Scope(("64.02", "64.08"))

    assert scope.narrowed("64.08.01").prefixes == ("64.08.01",)
    assert scope.narrowed("64").prefixes == ("64.02", "64.08")
    assert scope.narrowed("63").prefixes == ()
    assert scope.touches("64")
    assert scope.touches(VILLAGE)
    assert not scope.touches("63")
    assert not scope.covers("64")


def test_users_are_listed_by_where_they_work() -> None:
    here = user_with_role("village_officer", VILLAGE)
    user_with_role("village_officer", "64.02.01.2001")
    queries.system()

    assert list(queries.users_in(Scope(("64.08",)))) == [here]


@requires(Permission.BATCH_VIEW)
def page(request) -> HttpResponse:  # type: ignore[no-untyped-def]
    return HttpResponse(",".join(request.scope.prefixes))


def test_a_page_is_given_the_scope_of_its_own_permission() -> None:
    request = RequestFactory().get("/masuk/")
    request.user = user_with_role("regency_verifier", "64.08")
    services.assign_role(by=None, user=request.user, role="district_officer", region="64.02.01")

    assert page(request).content == b"64.08"


def test_a_page_is_closed_to_other_roles() -> None:
    request = RequestFactory().get("/masuk/")
    request.user = user_with_role("leader", "64.08")

    with pytest.raises(PermissionDenied):
        page(request)


@pytest.mark.parametrize(
    ("method", "headers", "back"),
    [
        ("get", {}, "/masuk/?a=1"),
        ("post", {"referer": "http://testserver/masuk/baru/?b=2"}, "/masuk/baru/?b=2"),
        ("post", {"referer": "http://elsewhere.example/x"}, "/"),
        ("post", {"referer": "http://testserver//elsewhere.example/"}, "/"),
        ("post", {}, "/"),
    ],
)
def test_without_login_a_page_leads_to_the_login_and_back(
    method: str, headers: dict[str, str], back: str
) -> None:
    from urllib.parse import parse_qs, urlsplit

    request = getattr(RequestFactory(), method)("/masuk/?a=1", headers=headers)
    request.user = AnonymousUser()

    address = urlsplit(page(request)["Location"])

    assert address.path == "/akun/masuk/"
    assert parse_qs(address.query)["next"] == [back]


def test_htmx_is_told_to_leave_the_whole_page() -> None:
    request = RequestFactory().get(
        "/pekerjaan/1/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/masuk/7/"}
    )
    request.user = AnonymousUser()

    answer = page(request)

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/akun/masuk/?next=%2Fmasuk%2F7%2F"
