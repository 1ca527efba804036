"""The list of jobs and the progress of one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from . import queries, services
from .models import Job

PAGE = 50


def _job(request: HttpRequest, job_id: UUID) -> Job:
    found = queries.job_for(request.user, job_id)
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs the user started, and those of the regions he watches, newest first."""
    rows = queries.jobs_for(request.user)
    before = request.GET.get("before", "")
    try:
        rows = rows.filter(id__lt=UUID(before)) if before else rows
    except ValueError:
        raise Http404 from None
    page = list(rows[: PAGE + 1])
    context = {
        "jobs": page[:PAGE],
        "next": f"?before={page[PAGE - 1].id}" if len(page) > PAGE else "",
        "trail": [_("Pekerjaan")],
    }
    return render(request, "jobs/jobs.html", context)


@login_required
@require_GET
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job: progress while it runs, a receipt or the trouble afterwards."""
    return render(request, "jobs/job.html", {"job": _job(request, job_id), "trail": [_("Pekerjaan")]})


@login_required
@require_GET
def fragment(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The progress alone, asked for again and again; once ended, the page around it is to follow."""
    found = _job(request, job_id)
    answer = render(request, "jobs/fragment.html", {"job": found})
    if not found.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask the job to stop; only who started it may."""
    found = _job(request, job_id)
    if found.created_by_id != request.user.pk:
        raise Http404
    services.cancel_job(by=request.user, job=found)
    return redirect(found.link or "jobs:jobs")
