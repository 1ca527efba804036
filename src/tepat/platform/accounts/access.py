"""Who may open a page: the decorator that every view of the site wears, and the way to the login.

Pages of the rooms below (audit) wear it too: a page stands above every room, whichever folder holds it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from tepat.platform.regions.codes import is_code

from .kept_forms import page_before
from .models import User
from .permissions import Permission
from .scopes import Scope, covers_choice, regions_of

SESSION_REGION = "region"
ENDED = "berakhir"
FORM = "isian"


class ScopedRequest(HttpRequest):
    """A request as a view under `requires` gets it: a person, where he may, and where he chose to look."""

    user: User
    scope: Scope
    region: str
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def requires(permission: Permission) -> Callable[[View], View]:
    """Open a view to those who hold the permission somewhere.

    Without login: to the login page, and back afterwards. Without the permission: 403. With it,
    `request.scope` is where it holds; the view's queries start from there.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = person(request)
            if user is None:
                return to_login(request)
            scope = user.scope(permission)
            if not scope:
                raise PermissionDenied
            cast(ScopedRequest, request).scope = scope
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # the URL tests read it off the view
        return guarded

    return decorate


def person(request: HttpRequest) -> User | None:
    """Who is logged in, if anybody."""
    user: User | AnonymousUser | None = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def chosen_region(request: HttpRequest) -> str:
    """The region the person chose to look at, else the first held; "" for nobody."""
    user = person(request)
    if user is None:
        return ""
    chosen = request.session.get(SESSION_REGION)
    if isinstance(chosen, str) and covers_choice(user, chosen):
        return chosen
    return next(iter(regions_of(user)), "")


def asked_region(request: ScopedRequest) -> str:
    """The region that the address narrows the page to, "" for none; one out of the reader's scope is no page."""
    code = request.GET.get("wilayah", "").strip()[:14]
    if code and not (is_code(code) and request.scope.touches(code)):
        raise Http404
    return code


def to_login(request: HttpRequest, ended: str = "", *, kept: bool = False) -> HttpResponse:
    """The way to the login page and, after it, back to where the person was.

    After a form was sent, back means the page it stood on, and the login page says whether it was `kept`.
    htmx is told to leave the whole page.
    """
    query = {"next": _page_of(request), **({ENDED: ended} if ended else {})}
    if request.method == "POST":
        query[FORM] = "tersimpan" if kept else "hilang"
    address = f"{reverse('account_login')}?{urlencode(query)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _page_of(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    return page_before(request)
