"""What nobody sane would send to a page, sent to every page.

No list of forms: a view is watched for the names it asks a request for, and these are what it is then sent, so that
a new form, filter or button is covered by being read. Values that make sense are taken from the pages themselves,
so that one absurd value among sensible ones is reached by the view.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.datastructures import MultiValueDict

from tepat.platform.accounts.models import User
from tests.factories.people import user_with_role
from tests.integration.samples import World, addresses

Body = tuple[str, bytes]  # its content type, and itself
_FORM = "application/x-www-form-urlencoded"

ABSURD: tuple[str, ...] = (
    "", "\x00", "a\x00b", " \t\n", "x" * 9_999, "👨\u200d👩\u200d👧\u202e\ufeff\uffff", "\ud83d lone \udc00", "é" * 300,
    "'\"><b>%s%00{{7*7}}", "\r\nSet-Cookie: a=b", "null", "[]", '{"a": [1]}', "__all__", "%", "_",
    "-1", "0", "1.5", "1e400", "NaN", "9" * 40, str(2**31), str(2**63), str(-(2**63) - 1), "٣٤", "½", "1_0",
    "0000-00-00", "0001-01-01", "2024-02-30", "2024-13-01", "9999-12-31", "99999-01-01", "today",
    "64.08", "11.01", "64.08.01.2001", "99", "64.", "018f0000-0000-7000-8000-000000000000", "not-a-uuid", "\x00" * 36,
    "../../etc/passwd", "//evil.example/", "http://[", "javascript:alert(1)",
)  # fmt: skip
ABSURD_FILES: tuple[tuple[str, bytes], ...] = (
    ("kosong.xlsx", b""),
    ("terpotong.xlsx", b"PK\x03\x04\x14\x00\x06\x00" + b"\x00" * 40),
    ("a\x00b\r\n.csv", b"nik,nama\n\x00\xff\xfe,\n"),
    ("../" * 40 + "x" * 300 + ".zip", b"PK\x05\x06" + b"\x00" * 18),
    ("gambar.svg", b"<svg onload='alert(1)'/>"),
)
_PART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\nPK'
ABSURD_BODIES: tuple[Body, ...] = (
    ("application/json", b'{"a": '),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", _PART),
    ("multipart/form-data; boundary=x", _PART + b"\r\n--x--"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=%00&%=%&&&="),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=%ff"),
    ("text/plain", b"\xff\xfe\x00"),
)


@dataclass
class Asked:
    """The names a view asked its request for: in what was typed or addressed, and among the files."""

    values: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Files(MultiValueDict[str, Any]):
    """The files of a request, told from the many other dictionaries of their kind."""


class Watch:
    """Keeps the names that are asked for while it is on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = Asked()
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            self._listen(monkeypatch, method)
        load = WSGIRequest._load_post_and_files

        def loading(request: WSGIRequest) -> None:
            load(request)
            request._files = _Files(request._files)

        monkeypatch.setattr(WSGIRequest, "_load_post_and_files", loading)

    def _listen(self, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
        usual = getattr(MultiValueDict, method)

        def listening(given: MultiValueDict[str, Any], name: str, *rest: Any, **more: Any) -> Any:
            if isinstance(given, QueryDict) and isinstance(name, str):  # a template asks for functions too
                self.asked.values.add(name)
            elif isinstance(given, _Files):
                self.asked.files.add(name)
            return usual(given, name, *rest, **more)

        monkeypatch.setattr(MultiValueDict, method, listening)


class _Values(HTMLParser):
    """The values that a page's own inputs, choices and buttons would send, by name."""

    def __init__(self, known: dict[str, set[str]]) -> None:
        super().__init__()
        self.known, self._select = known, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "select":
            self._select = given.get("name") or ""
        name = self._select if tag == "option" else given.get("name")
        if name and (value := given.get("value")):
            self.known.setdefault(name, set()).add(value)


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens within never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Attacker:
    """Somebody logged in who sends whatever comes to mind; nothing he does lasts."""

    def __init__(self, user: User) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(user)
        self._cookies = self.client.cookies.copy()

    def send(self, method: str, path: str, body: "Body | None" = None) -> tuple[HttpResponseBase, str]:
        """The answer, and the text of a page."""
        with taken_back():
            self.client.cookies = self._cookies.copy()
            kind, content = body or ("", b"")
            response = self.client.generic(method.upper(), path, content, content_type=kind)
            content = b"".join(response.streaming_content) if response.streaming else response.content
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return response, content.decode() if is_page else ""


def allowed(officer: User) -> list[Attacker]:
    """Between them let in everywhere: the officer whose world it is, who keeps accounts, and a village."""
    administrator = user_with_role("administrator", "64.08")
    village = user_with_role("village_officer", "64.08.02.2007")
    return [Attacker(one) for one in (officer, administrator, village)]


def places(world: World) -> list[str]:
    """Every address but the one whose 503 is its answer: no worker runs here."""
    return [one.filled(world) for one in addresses() if one.name != "jobs:readyz"]


@dataclass
class Assault:
    """All addresses, each asked by whom it lets in, first plainly, then absurdly `times` over by each method."""

    attackers: Sequence[Attacker]
    watch: Watch
    times: int
    chance: random.Random
    sensible: dict[str, set[str]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    def on(self, paths: Sequence[str]) -> None:
        ways = [(path, method, *self._way_in(path, method)) for path in paths for method in ("get", "post")]
        for path, method, attacker, asked in ways:
            if attacker is not None:
                self._assail(path, method, attacker, asked)

    def _way_in(self, path: str, method: str) -> tuple[Attacker | None, Asked]:
        """Who is let in, and what the address asks for when it is given next to nothing."""
        for attacker in self.attackers:
            self.watch.asked = asked = Asked()
            # Something, as many a form is bound to what is not empty.
            if method == "get":
                response, page = attacker.send("get", f"{path}?ada=1")
            else:
                response, page = attacker.send("post", path, (_FORM, b"ada=1"))
            self._note(response, f"{method} {path}")
            if response.status_code == 405:
                break
            if response.status_code not in (403, 404):
                _Values(self.sensible).feed(page)
                return attacker, asked
        return None, Asked()

    def _assail(self, path: str, method: str, attacker: Attacker, asked: Asked) -> None:
        for _ in range(self.times):
            self.watch.asked = now = Asked()
            typed = self._typed(sorted(asked.values))
            if method == "get":
                response, _page = attacker.send("get", f"{path}?{_addressed(typed)}")
            else:
                response, _page = attacker.send("post", path, self._body(typed, sorted(asked.files)))
            self._note(response, f"{method} {path} {[(name, value[:40]) for name, value in typed]!a}")
            asked.values |= now.values
            asked.files |= now.files

    def _typed(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """Most names with what makes sense, some absurd, some twice, some left out."""
        typed = []
        for name in names:
            for _ in range(self.chance.choice((0, 1, 1, 1, 1, 1, 1, 2))):
                known = sorted(self.sensible.get(name, ()))
                absurd = not known or self.chance.random() < 0.3
                typed.append((name, self.chance.choice(ABSURD if absurd else known)))
        return typed

    def _body(self, typed: Sequence[tuple[str, str]], files: Sequence[str]) -> Body:
        if self.chance.random() < 0.1:
            return self.chance.choice(ABSURD_BODIES)
        if not files and self.chance.random() < 0.7:
            return _FORM, _addressed(typed).encode()
        given: dict[str, Any] = {name: value.encode("utf-8", "surrogatepass") for name, value in typed}
        given |= {name: SimpleUploadedFile(*self.chance.choice(ABSURD_FILES)) for name in files}
        return MULTIPART_CONTENT, encode_multipart(BOUNDARY, given)

    def _note(self, response: HttpResponseBase, sent: str) -> None:
        if response.status_code >= 500:
            fault = getattr(response, "exc_info", None)
            told = repr(fault[1]) if fault else str(response.status_code)
            self.broken.setdefault(told[:200], sent[:600])


def _addressed(typed: Sequence[tuple[str, str]]) -> str:
    """As an address has it; lone surrogates too, as bytes that are no text."""
    return "&".join(f"{name}={quote_plus(value.encode('utf-8', 'surrogatepass'))}" for name, value in typed)
