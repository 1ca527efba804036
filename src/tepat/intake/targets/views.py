"""Pages of target lists: all versions, one version with its counts, and making the next by a rule."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from tepat.intake.models import TargetList
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import Scope
from tepat.platform.jobs import Job
from tepat.platform.jobs import queries as jobs
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in

from . import queries, services
from .forms import RuleForm
from .rules import exclusions, in_words, scales_of

# Below a regency counts are by district, inside a district by village.
_LENGTHS = {5: 8, 8: 13, 13: 13}


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def target_lists(request: ScopedRequest) -> HttpResponse:
    """Every version of every list that reaches into the reader's regions."""
    found = list(queries.target_lists_for(request.user)[:200])
    context = {
        "lines": [_line(request, one) for one in found],
        "trail": regions.trail(request.region),
    }
    return render(request, "targets/lists.html", context)


def _line(request: ScopedRequest, one: TargetList) -> dict[str, Any]:
    return {
        "list": one,
        "rule": in_words(one, list(regions.names(one.areas).values())),
        "families": queries.count_of(one, request.scope),
        "may_make": one.version == 1 and request.user.may(Permission.TARGET_LIST_MAKE, one.region_code),
    }


def _target_list(request: ScopedRequest, list_id: UUID) -> TargetList:
    found: TargetList = get_object_or_404(queries.target_lists_for(request.user), id=list_id)
    return found


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def target_list(request: ScopedRequest, list_id: UUID) -> HttpResponse:
    """One version: its rule in words, how many families where, what changed since the version before."""
    found = _target_list(request, list_id)
    before = found.source_list.target_lists.filter(version=found.version - 1).first()
    job = _job(request, found)
    scope = request.scope.narrowed(request.region)
    context = {
        "list": found,
        "line": _line(request, found),
        "exclusions": [exclusions()[id_] for id_ in found.exclusions],
        "counts": queries.counts_by_region(found, scope, length=_LENGTHS.get(len(request.region), 5)),
        "changes": queries.changes_since(found, before, scope) if before and found.published_at else None,
        "before": before,
        **_work(request, found, job),
        "trail": [*regions.trail(found.region_code), _("Daftar sasaran")],
    }
    return render(request, "targets/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_LIST_MAKE)
def new_version(request: ScopedRequest, list_id: UUID) -> HttpResponse:
    """Choose a rule, see what it would do in counts, keep it as the list's next version.

    Looking goes by address, so that a rule can be passed on to a colleague; keeping goes by POST.
    """
    found = _target_list(request, list_id)
    if not request.user.may(Permission.TARGET_LIST_MAKE, found.region_code):
        raise Http404
    source_list = found.source_list
    given = request.POST or (request.GET if "scale" in request.GET else None)
    form = RuleForm(
        given,
        scales=scales_of(source_list),
        areas=[(code, name) for code, name, _n in _districts(found)],
        initial={"as_of": today_in(found.region_code)},
    )
    rows: list[queries.Preview] = []
    refused = ""
    if form.is_bound and form.is_valid():
        rule = form.rule()
        if request.method == "POST":
            try:
                made, _done = services.make_target_list(by=request.user, source_list=source_list, rule=rule)
            except services.RuleRefused as trouble:
                refused = str(trouble)
            else:
                return redirect("targets:list", list_id=made.id)
        length = 13 if len(rule.areas) == 1 else 8
        rows = queries.preview(source_list, rule, length=length)
    context = {
        "list": found,
        "form": form,
        "rows": rows,
        "whole": queries.added_up(rows) if rows else None,
        "refused": refused,
        "trail": [*regions.trail(found.region_code), _("Daftar sasaran")],
    }
    return render(request, "targets/new_version.html", context, status=422 if refused or form.errors else 200)


def _districts(found: TargetList) -> list[tuple[str, str, int]]:
    handed_over = found.source_list.target_lists.get(version=1)
    rows = queries.counts_by_region(handed_over, Scope((found.region_code,)), length=8)
    return sorted(rows, key=lambda row: row[1])


@require_safe
@requires(Permission.COMPLETENESS_VIEW)
def progress(request: ScopedRequest, list_id: UUID) -> HttpResponse:
    """How far the filling is; once ended, the page is to follow."""
    found = _target_list(request, list_id)
    job = _job(request, found)
    if job is None:
        raise Http404
    answer = render(request, "jobs/fragment.html", _work(request, found, job))
    answer["Cache-Control"] = "no-store"
    if not job.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


def _job(request: ScopedRequest, found: TargetList) -> Job | None:
    return jobs.latest_for(reverse("targets:list", args=[found.id]))


def _work(request: ScopedRequest, found: TargetList, job: Job | None) -> dict[str, Any]:
    stop = job is not None and jobs.may_cancel(request.user, job)
    return {
        "job": job,
        "address": reverse("targets:progress", args=[found.id]),
        "stop": reverse("jobs:cancel", args=[job.id]) if job and stop else "",
    }
