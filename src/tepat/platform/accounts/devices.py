"""Which browsers a person is logged in with: kept beside the session, and put into words.

Being seen is no act: nothing here is told in the trail.
"""

import re
from ipaddress import ip_address

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.platform.audit.middleware import client_ip

from .models import OpenSession, User

DEVICE = "device"
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"))  # fmt: skip


def note_seen(request: HttpRequest, user: User) -> None:
    """Keep that the person uses this browser now; a new session becomes a device."""
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(last_used_at=now)
    known = request.session.get(DEVICE)
    if known and OpenSession.objects.filter(pk=known, user=user).update(seen_at=now):
        return
    if request.session.session_key is None:
        request.session.save()
    made = OpenSession.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        generation=user.session_generation,
        agent=request.headers.get("User-Agent", "")[:200],
        address=shortened(client_ip(request)),
        begun_at=now,
        seen_at=now,
    )
    request.session[DEVICE] = str(made.id)


def follow(request: HttpRequest, key_before: str | None) -> None:
    """Django gives a session another key when the password changes; the device goes along."""
    known, key = request.session.get(DEVICE), request.session.session_key
    if known and key and key != key_before:
        user = getattr(request, "user", None)
        generation = user.session_generation if isinstance(user, User) else 0
        OpenSession.objects.filter(pk=known).update(session_key=key, generation=generation)


def forget(request: HttpRequest) -> None:
    """The person went out here."""
    if known := request.session.get(DEVICE):
        OpenSession.objects.filter(pk=known).delete()


def shortened(address: str) -> str:
    """The part of an address that tells an office from a home: 10.8.x.x, 2001:db8:…"""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return ".".join(address.split(".")[:2]) + ".x.x"
    return ":".join(parsed.exploded.split(":")[:2]) + ":…"


def in_words(agent: str) -> str:
    """Browser and system of a user agent: "Chrome di Windows"."""
    browser = next((word for sign, word in _BROWSERS if re.search(sign, agent)), "")
    system = next((word for sign, word in _SYSTEMS if re.search(sign, agent)), "")
    if browser and system:
        return _("%(browser)s di %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Peramban lain")
