"""The list of jobs and the progress of one."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tepat.platform.accounts.access import requires
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission

from . import queries, services
from .handlers import HANDLERS, Receipt
from .models import Job

PAGE = 50


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _job(request: HttpRequest, job_id: UUID) -> Job:
    found = queries.job_for(_user(request), job_id)
    if found is None:
        raise Http404
    return found


@requires(Permission.JOB_VIEW)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs the user started, and those of the regions he watches, newest first."""
    rows = queries.jobs_for(_user(request))
    before = request.GET.get("before", "")
    try:
        rows = rows.filter(id__lt=UUID(before)) if before else rows
    except ValueError:
        raise Http404 from None
    page = list(rows[: PAGE + 1])
    context = {
        "jobs": page[:PAGE],
        "next": f"?before={page[PAGE - 1].id}" if len(page) > PAGE else "",
    }
    return render(request, "jobs/jobs.html", context)


@requires(Permission.JOB_VIEW)
@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job: progress while it runs, a receipt or the trouble afterwards."""
    found = _job(request, job_id)
    context = {
        **_progress(request, found),
        "receipt_of": _receipt(found),
        "trail": [{"name": _("Pekerjaan"), "href": reverse("jobs:jobs")}, found.title],
    }
    return render(request, "jobs/job.html", context)


@requires(Permission.JOB_VIEW)
@require_safe
def fragment(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The progress alone, asked for again and again; once ended, the page around it is to follow."""
    found = _job(request, job_id)
    answer = render(request, "jobs/fragment.html", _progress(request, found))
    answer["Cache-Control"] = "no-store"
    if not found.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


@requires(Permission.JOB_VIEW)
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask the job to stop."""
    found = _job(request, job_id)
    if not found.unfinished:
        return redirect("jobs:job", job_id=found.id)
    if not queries.may_cancel(_user(request), found):
        raise Http404
    services.cancel_job(by=_user(request), job=found)
    return redirect("jobs:job", job_id=found.id)


def _progress(request: HttpRequest, found: Job) -> dict[str, object]:
    stop = reverse("jobs:cancel", args=[found.id]) if queries.may_cancel(_user(request), found) else ""
    return {"job": found, "address": reverse("jobs:fragment", args=[found.id]), "stop": stop}


def _receipt(found: Job) -> Receipt | None:
    known = HANDLERS.get(found.name)
    if found.state != Job.State.DONE or known is None or known.receipt is None:
        return None
    return known.receipt(found.result or {})
