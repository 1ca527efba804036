"""Every address of the site, called as every role from the wrong region: nothing of Wanasari comes out.

And as the roles it lets in, with what nobody sane would send: none answers with an error of its own.

Generated from the URL table and the roles, so that a new page or role is covered by existing.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponseBase
from django.test import Client

from tepat.platform.accounts.roles import ROLES
from tepat.platform.audit.models import AuditEvent, Look
from tests.factories.lasting import for_the_module
from tests.factories.people import user_with_role
from tests.integration import samples
from tests.integration.hostile import Assault, Watch, allowed, places
from tests.integration.samples import NIK, VILLAGE, Address, World, addresses

pytestmark = pytest.mark.django_db

# The nearest region that does not hold the village, by the level a role is held at.
NEXT_DOOR = {"village": "64.08.02.2001", "district": "64.08.03", "regency": "64.02", "province": "63"}
# Open to everybody: the way in, and what says that the site lives.
PUBLIC = {
    "account_login",
    "favicon",
    "jobs:healthz",
    "manifest",
    "people:accept",
    "openid_connect_callback",
    "openid_connect_login",
    "jobs:readyz",
    "set_language",
}
# After these nobody is logged in.
WAYS_OUT = {"account_logout"}
REFUSED = {400, 403, 404, 405}
REDIRECT = {301, 302, 303}
ADDRESSES = addresses()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with for_the_module(django_db_blocker):
        yield samples.build()


def _body(response: HttpResponseBase) -> str:
    """All that came; reading a download to its end also closes its file."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]  # of a streamed answer
    return content.decode("utf-8", "replace").casefold()


def _leads_to_login(response: HttpResponseBase) -> bool:
    return response.headers.get("Location", "").startswith("/akun/masuk/")


def _leaks(world: World, path: str, response: HttpResponseBase) -> list[str]:
    if response.status_code in REDIRECT:
        target = response.headers["Location"]
        text = "" if target.startswith("/akun/masuk/") or target.split("?")[0] == path else target.casefold()
    else:
        # A refusal is a page too, and its links lead back to what was asked for.
        text = _body(response).replace(path.casefold(), "")
    return [mark for mark in world.marks if mark.casefold() in text]


def _is_logged_in(client: Client) -> bool:
    """No longer after the address that logs out."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and bool(cookie.value) and SESSION_KEY in client.session


def _calls(address: Address, world: World, client: Client) -> list[tuple[str, HttpResponseBase]]:
    """As it stands, narrowed to the village, and sent; what the path names is refused with a filter or without."""
    path = address.filled(world)
    typed = {"q": NIK, "wilayah": VILLAGE, "region": VILLAGE, "alasan": "uji", "reason": "uji", "next": "/"}
    asked: list[dict[str, str]] = [{"wilayah": VILLAGE}] if address.parameters else [{}, {"wilayah": VILLAGE}]
    return [*((path, client.get(path, query)) for query in asked), (path, client.post(path, typed))]


@pytest.mark.parametrize(
    ("role", "region"),
    [
        pytest.param(role.code, NEXT_DOOR[level], id=f"{role.code}-{NEXT_DOOR[level]}")
        for role in ROLES.values()
        for level in role.levels
    ],
)
def test_nothing_of_another_region_comes_out(world: World, role: str, region: str) -> None:
    user = user_with_role(role, region)
    client = Client()
    found = []

    for address in ADDRESSES:
        if not _is_logged_in(client):
            # One of the addresses ends all sessions, also those that are begun with what was known before.
            user.refresh_from_db()
            client.force_login(user)
        for path, response in _calls(address, world, client):
            if response.status_code not in REFUSED | REDIRECT | {200, 422, 503}:
                found.append(f"{path} answered {response.status_code}")
            if address.name not in WAYS_OUT and _leads_to_login(response):
                found.append(f"{path} does not know who calls")
            found += [f"{path} shows {mark}" for mark in _leaks(world, path, response)]

    assert not found
    world.waiting.refresh_from_db()
    assert world.waiting.state == "checked"


def test_without_login_every_page_leads_to_the_login(world: World) -> None:
    found = []

    for address in ADDRESSES:
        if address.name in PUBLIC or address.name.startswith("gaya"):
            continue
        for path, response in _calls(address, world, Client()):
            target = response.headers.get("Location", "")
            to_login = response.status_code in REDIRECT and (target == "/" or "/akun/masuk/" in target)
            if not to_login and response.status_code not in REFUSED:
                found.append(f"{address.name} {path} answered {response.status_code}")

    assert not found


def test_the_public_pages_show_nothing(world: World) -> None:
    for address in ADDRESSES:
        if address.name in PUBLIC:
            for path, response in _calls(address, world, Client()):
                assert not _leaks(world, path, response), path


def test_every_page_that_shows_somebody_keeps_that_it_was_looked_at(world: World) -> None:
    """Seen on a page leaves a look, taken away as a file an event."""
    client = Client()
    client.force_login(world.officer)
    somebody = (samples.HEAD, samples.SPOUSE)
    shown, found = set(), []

    for address in ADDRESSES:
        path = address.filled(world)
        events = AuditEvent.objects.count()
        Look.objects.all().delete()
        body = _body(client.get(path))
        if any(name.casefold() in body for name in somebody):
            shown.add(address.name)
            if not Look.objects.exists() and AuditEvent.objects.count() == events:
                found.append(path)
        if not _is_logged_in(client):
            client.force_login(world.officer)

    assert not found
    assert {"registry:families", "registry:family", "registry:claims"} <= shown


def test_who_may_sees_the_family(world: World) -> None:
    """The other tests would also pass on empty pages; these must not be empty."""
    client = Client()
    client.force_login(world.officer)

    family = client.get(f"/daftar/{world.family.id}/")
    families = client.get("/daftar/")
    batch = client.get(f"/masuk/{world.waiting.id}/")

    assert samples.SPOUSE in family.content.decode()
    assert samples.VILLAGE_NAME in family.content.decode()
    assert samples.HEAD in families.content.decode()
    assert batch.status_code == 200


def test_whatever_is_sent_no_page_breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once each; `make soak` does not leave it at that."""
    assault = Assault(allowed(world.officer), Watch(monkeypatch), times=1, chance=random.Random(7))

    assault.on(places(world))

    assert not assault.broken
