"""Pages of the people an administrator looks after."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tepat.platform.accounts import services
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.factors.requirement import has_factor
from tepat.platform.accounts.models import Invitation, OpenSession, RoleAssignment, User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.accounts.roles import ROLES
from tepat.platform.regions import queries as regions

from . import queries
from .forms import PersonForm, RoleForm
from .links import link_page
from .queries import PersonFilter
from .steps import users_trail

STATES = {
    queries.ACTIVE: lambda: _("Aktif"),
    queries.INVITED: lambda: _("Diundang"),
    queries.CLOSED: lambda: _("Ditutup"),
    queries.UNUSED: lambda: _("Lama tidak dipakai"),
}


@require_GET
@requires(Permission.USER_MANAGE)
def people(request: ScopedRequest) -> HttpResponse:
    """The people of the chosen region, by role and state."""
    scope = request.scope.narrowed(request.region)
    get = request.GET.get
    chosen = PersonFilter(
        q=get("q", "").strip()[:60],
        role=get("peran", "") if get("peran", "") in ROLES else "",
        state=get("keadaan", "") if get("keadaan", "") in STATES else "",
    )
    found = queries.people_in(scope, chosen)
    if after := get("after", ""):
        found = found.filter(username__gt=after)
    listed = list(found[: queries.PAGE + 1])
    states, roles = queries.state_counts(scope, chosen), queries.role_counts(scope)
    context = {
        "persons": queries.persons(listed[: queries.PAGE], scope),
        "chosen": chosen,
        "states": [
            _chip(request, "keadaan", state, word(), states[state], chosen.state == state)
            for state, word in STATES.items()
        ],
        "roles": [
            _chip(request, "peran", code, role.title, roles[code], chosen.role == code)
            for code, role in ROLES.items()
            if roles[code] or chosen.role == code
        ],
        "next": _address(request, after=listed[-2].username) if len(listed) > queries.PAGE else "",
        "first": _address(request, after="") if after else "",
        "words": {state: word() for state, word in STATES.items()},
        "trail": regions.trail(request.region),
    }
    return render(request, "people/people.html", context)


def _chip(
    request: ScopedRequest, name: str, value: str, label: object, count: int, on: bool
) -> dict[str, Any]:
    href = _address(request, **{name: "" if on else value, "after": ""})
    return {"label": label, "count": count, "active": on, "href": href}


def _address(request: ScopedRequest, **changed: str) -> str:
    kept = {name: request.GET.get(name, "") for name in ("q", "peran", "keadaan", "after")} | changed
    query = urlencode({name: value for name, value in kept.items() if value})
    return reverse("people:people") + (f"?{query}" if query else "")


@require_http_methods(["GET", "POST"])
@requires(Permission.USER_MANAGE)
@never_cache
def add(request: ScopedRequest) -> HttpResponse:
    """Open an account with its first role; the link to hand over is shown once."""
    form = PersonForm(request.POST or None, initial={"region": request.region})
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_user(by=request.user, **form.cleaned_data)
            invited = services.invite(by=request.user, user=added.user)
        except AccountRefused as trouble:
            refused = str(trouble)
        else:
            return link_page(request, invited)
    trail = users_trail(request.region, _("Undang pengguna"))
    context = {"form": form, "refused": refused, "trail": trail}
    return render(request, "people/add.html", context, status=422 if refused or form.errors else 200)


@require_GET
@requires(Permission.USER_MANAGE)
def person(request: ScopedRequest, user_id: UUID) -> HttpResponse:
    """One person: roles, deputies, devices, and what can be done."""
    return _person_page(request, _person(request, user_id))


def _person_page(
    request: ScopedRequest, user: User, form: RoleForm | None = None, refused: str = ""
) -> HttpResponse:
    shown = queries.persons([user], request.scope)[0]
    context = {
        "person": shown,
        "state": STATES[shown.state](),
        "form": form or RoleForm(initial={"region": request.region}),
        "refused": refused,
        "invitations": getattr(user, "open_invitations", []),
        "has_factor": has_factor(user),
        "sessions": OpenSession.objects.holding().filter(user=user).count(),
        "is_self": user.id == request.user.id,
        "may_see_trail": request.user.may(Permission.AUDIT_VIEW),
        "trail": users_trail(request.region, user.full_name),
    }
    return render(request, "people/person.html", context, status=422 if refused or form else 200)


def _person(request: ScopedRequest, user_id: UUID) -> User:
    user: User = get_object_or_404(queries.person_in(request.scope), pk=user_id)
    return user


@require_POST
@requires(Permission.USER_MANAGE)
def give_role(request: ScopedRequest, user_id: UUID) -> HttpResponse:
    """One more role for a person."""
    user, form = _person(request, user_id), RoleForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, form)
    try:
        services.assign_role(by=request.user, user=user, **form.cleaned_data)
    except AccountRefused as trouble:
        return _person_page(request, user, form, str(trouble))
    messages.success(request, _("Peran ditambahkan."))
    return redirect("people:person", user_id=user.id)


@require_POST
@requires(Permission.USER_MANAGE)
def end_role(request: ScopedRequest, user_id: UUID, assignment_id: UUID) -> HttpResponse:
    """End a role of a person, or a deputy's; it no longer holds from now."""
    user = _person(request, user_id)
    lines = RoleAssignment.objects.filter(request.scope.q("region_code"), user=user)
    line = get_object_or_404(lines.select_related("user", "acting_for"), pk=assignment_id)
    try:
        if line.acting_for_id:
            services.end_deputy(by=request.user, assignment=line)
        else:
            services.end_role(by=request.user, assignment=line)
    except AccountRefused as trouble:
        return _person_page(request, user, refused=str(trouble))
    messages.success(request, _("Peran diakhiri."))
    return redirect("people:person", user_id=user.id)


def _close(request: ScopedRequest, user: User) -> str:
    services.deactivate(by=request.user, user=user)
    return _("Akun ditutup. Sesinya berakhir sekarang juga.")


def _open(request: ScopedRequest, user: User) -> str:
    services.reactivate(by=request.user, user=user)
    return _("Akun dibuka kembali.")


def _end_sessions(request: ScopedRequest, user: User) -> str:
    services.end_sessions(by=request.user, user=user)
    return _("Semua sesi orang ini diakhiri.")


def _reset_code(request: ScopedRequest, user: User) -> str:
    services.reset_factors(by=request.user, user=user)
    return _("Perangkat kode dihapus. Orang ini masuk dengan kata sandi saja sampai memasangnya lagi.")


def _revoke(request: ScopedRequest, user: User) -> str:
    invitation = get_object_or_404(Invitation.objects.filter(user=user, used_at=None, revoked_at=None))
    services.revoke_invitation(by=request.user, invitation=invitation)
    return _("Tautan dicabut.")


def _review(request: ScopedRequest, user: User) -> str:
    services.review_access(by=request.user, user=user)
    return _("Tinjauan dicatat.")


ACTS: dict[str, Callable[[ScopedRequest, User], str]] = {
    "tutup": _close,
    "buka": _open,
    "akhiri-sesi": _end_sessions,
    "hapus-kode": _reset_code,
    "cabut-tautan": _revoke,
    "tinjau": _review,
}


@require_POST
@requires(Permission.USER_MANAGE)
def act(request: ScopedRequest, user_id: UUID, deed: str) -> HttpResponse:
    """One of the acts on an account that need nothing but the press of a button."""
    if deed not in ACTS:
        raise Http404
    user = _person(request, user_id)
    try:
        messages.success(request, ACTS[deed](request, user))
    except AccountRefused as trouble:
        return _person_page(request, user, refused=str(trouble))
    if request.POST.get("dari") == "tinjauan":
        return redirect("people:review")
    return redirect("people:person", user_id=user.id)


@require_POST
@requires(Permission.USER_MANAGE)
@never_cache
def make_link(request: ScopedRequest, user_id: UUID) -> HttpResponse:
    """A one-time link with which the person sets a password; shown once."""
    user = _person(request, user_id)
    try:
        return link_page(request, services.invite(by=request.user, user=user))
    except AccountRefused as trouble:
        return _person_page(request, user, refused=str(trouble))
