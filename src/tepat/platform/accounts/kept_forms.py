"""What somebody typed into a form that could not be taken: offered again, and kept when the session had ended.

A form sent after its session is kept for the account that the session was of, and no other: sealed, in the cache
(a table of the database), one form an account, for an hour. Its fields are offered again after the next login.
Files, passwords and identity numbers are never kept. The pages of web/errors.py offer at once and keep nothing.
"""

import re
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

import orjson
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import resolve

from tepat.platform import crypto

from .models import User

LIFETIME = 3600
LARGEST = 64_000
LONGEST_KEPT = 20_000
_SECRET_NAME = re.compile(r"pass|sandi|secret|token|otp|nik|(^|_)kk($|_)", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?:[ .\-]?\d){12,}")


@dataclass
class Typed:
    """What a form held that was sent in vain, where it was sent, and the page it stood on."""

    action: str
    page: str = "/"
    kept: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    withheld: bool = False

    @property
    def whole(self) -> bool:
        """Whether sending again sends everything: no file, password or number is missing."""
        return bool(self.kept) and not self.files and not self.withheld


def typed(request: HttpRequest) -> Typed | None:
    """The person's own fields of a POST, or None when there are none to be had."""
    if request.method != "POST" or not _ours(request):
        return None
    try:
        posted, files = request.POST, request.FILES
    except Exception:
        return None  # the body broke off or was refused; there is nothing to show
    found = Typed(action=request.get_full_path(), page=page_before(request))
    for name, values in posted.lists():
        if name == "csrfmiddlewaretoken":
            continue
        for value in values:
            text = str(value)
            if _SECRET_NAME.search(name) or _NUMBER.search(text):
                found.withheld = found.withheld or bool(text)
            elif len(text) <= LONGEST_KEPT:
                found.kept.append((name, text))
    found.files = [upload.name or "" for _name, uploads in files.lists() for upload in uploads]
    return found if found.kept or found.files or found.withheld else None


def page_before(request: HttpRequest) -> str:
    """The page the person came from, when it is ours; else the home page."""
    page = urlsplit(request.headers.get("HX-Current-URL") or request.META.get("HTTP_REFERER", ""))
    if page.netloc != _host(request) or not page.path.startswith("/") or page.path.startswith("//"):
        return "/"
    return page.path + (f"?{page.query}" if page.query else "")


def keep(request: HttpRequest, user: User) -> bool:
    """Keep what was typed for the account whose session has just ended; whether there was something to keep.

    Only forms of pages that ask for a permission, and only with the stamp that the page gave them: what
    a stranger's page sent would otherwise be offered as the person's own.
    """
    if request.method != "POST" or not _stamped(request) or (found := typed(request)) is None:
        return False
    content = orjson.dumps(asdict(found))
    if len(content) > LARGEST:
        return False
    sealed = crypto.sealer(_data_key()).seal(_place(user), content)
    cache.set(_place(user), sealed, LIFETIME)
    return True


def kept_for(user: User) -> Typed | None:
    """What is kept for this account."""
    sealed = cache.get(_place(user))
    if sealed is None:
        return None
    try:
        return Typed(**orjson.loads(crypto.sealer(_data_key()).open(_place(user), sealed)))
    except crypto.SealBroken:
        return None  # kept under a key that has been changed since: an hour at most is lost


def forget(user: User) -> None:
    """Drop what is kept: it was sent again."""
    cache.delete(_place(user))


def _place(user: User) -> str:
    return f"accounts.kept_form:{user.pk}"


def _data_key() -> crypto.DataKey:
    return crypto.data_key("accounts.kept_forms")


def _stamped(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Http404:
        return False
    guard = CsrfViewMiddleware(lambda _request: None)  # type: ignore[arg-type]  # never called on
    return hasattr(view, "permission") and guard.process_view(request, view, (), {}) is None


def _ours(request: HttpRequest) -> bool:
    """Whether the form was on one of our own pages.

    What a stranger's page sent is never offered again: the form here carries a valid stamp, and one press
    would do what the stranger wanted.
    """
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    return urlsplit(origin).netloc == _host(request)


def _host(request: HttpRequest) -> str:
    """The name the site was asked by; a dash, which no address has, when that name is not ours."""
    try:
        return request.get_host()
    except DisallowedHost:
        return "-"
