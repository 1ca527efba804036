"""One's own deputies: who stands in for me, and until when. For others an administrator acts on their page."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tepat.platform.accounts import services
from tepat.platform.accounts.access import ScopedRequest, person, requires
from tepat.platform.accounts.models import RoleAssignment, User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in

from .forms import DeputyForm
from .queries import Held, person_in
from .steps import Step, step_of, users_trail


def _own(request: HttpRequest) -> User:
    user = person(request)
    assert user is not None
    return user


@login_required
@require_http_methods(["GET", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Deputies I have and whom I stand in for; give a role of mine until a day."""
    user = _own(request)
    trail: list[Step | str] = [{"name": user.full_name, "href": reverse("account")}, _("Wakil")]
    return _page(request, user, user.assignments, trail)


@require_http_methods(["GET", "POST"])
@requires(Permission.USER_MANAGE)
def deputies_of(request: ScopedRequest, user_id: UUID) -> HttpResponse:
    """The same for somebody in one's charge who is away."""
    holder = get_object_or_404(person_in(request.scope), pk=user_id)
    lines = [line for line in holder.assignments if request.scope.covers(line.region_code)]
    trail = users_trail(request.region, step_of(holder), _("Wakil"))
    return _page(request, holder, lines, trail)


def _page(
    request: HttpRequest, holder: User, held: list[RoleAssignment], trail: Sequence[Step | str]
) -> HttpResponse:
    lines = {str(line.id): line for line in held if not line.acting_for_id}
    places = regions.path_names({line.region_code for line in lines.values()})
    choices = [
        (key, f"{line.role.title}, {' › '.join(places[line.region_code])}") for key, line in lines.items()
    ]
    form = DeputyForm(request.POST or None, lines=choices)
    refused = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        line = lines[typed["assignment"]]
        try:
            services.deputise(
                by=_own(request),
                assignment=line,
                deputy=_colleague(typed["deputy"], line.region_code),
                since=typed["since"],
                until=typed["until"],
            )
        except AccountRefused as trouble:
            refused = str(trouble)
        else:
            messages.success(request, _("Wakil ditunjuk. Tugasnya berakhir sendiri pada hari itu."))
            return redirect(request.path)
    deputised = RoleAssignment.objects.filter(
        acting_for__isnull=False, region_code__in=[line.region_code for line in held]
    )
    given, taken = deputised.filter(acting_for=holder), deputised.filter(user=holder)
    context = {
        "form": form,
        "refused": refused,
        "holder": holder,
        "own": holder.id == _own(request).id,
        "lists": [(_("Yang mewakili"), _still(given)), (_("Yang diwakili"), _still(taken))],
        "trail": trail,
    }
    return render(request, "people/deputies.html", context, status=422 if refused or form.errors else 200)


def _still(lines: QuerySet[RoleAssignment]) -> list[Held]:
    """Those of today and of days to come."""
    found = [
        line
        for line in lines.select_related("user", "acting_for").order_by("valid_from")
        if line.valid_to and line.valid_to > today_in(line.region_code) and line.valid_to > line.valid_from
    ]
    places = regions.path_names({line.region_code for line in found})
    return [Held(line, " › ".join(places[line.region_code])) for line in found]


def _colleague(username: str, region: str) -> User:
    """Somebody of the same regency: who is elsewhere is not told apart from who does not exist."""
    found = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    near = found and any(line.region_code[:5] == region[:5] for line in found.assignments)
    if found is None or not near:
        raise AccountRefused(
            _(
                "Tidak ada rekan dengan nama pengguna itu di wilayah Anda. Tanyakan nama yang dipakainya masuk."
            )
        )
    return found


@login_required
@require_POST
def end_deputy(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """End before the day: by either of the two."""
    user = _own(request)
    lines = RoleAssignment.objects.filter(acting_for__isnull=False).select_related("user", "acting_for")
    mine = lines.filter(acting_for=user) | lines.filter(user=user)
    services.end_deputy(by=user, assignment=get_object_or_404(mine, pk=assignment_id))
    messages.success(request, _("Tugas wakil diakhiri."))
    return redirect("people:deputies")
