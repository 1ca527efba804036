"""Which jobs a user may see: his own, and for those who watch a region all of it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of

from .models import Job


def jobs_for(user: User) -> QuerySet[Job]:
    """Jobs the user started, and those of the regions whose trail he may read, newest first."""
    watched = scope_of(user, Permission.AUDIT_VIEW)
    visible = Q(created_by=user)
    if watched:
        visible |= watched.q("region_code")
    return Job.objects.filter(visible).select_related("created_by").order_by("-id")


def job_for(user: User, job_id: UUID) -> Job | None:
    """One job the user may see."""
    return jobs_for(user).filter(id=job_id).first()


def may_cancel(user: User, job: Job) -> bool:
    """Who started it may, and who administers its region: people are away when their job must stop."""
    if not job.unfinished or job.cancel_requested:
        return False
    return job.created_by_id == user.pk or user.may(Permission.USER_MANAGE, job.region_code)


def worked_links(links: Iterable[str]) -> set[str]:
    """Of these addresses, those whose shown thing a job waits for or works on."""
    wanted = list(links)
    if not wanted:
        return set()
    unfinished = Job.objects.filter(link__in=wanted, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    return set(unfinished.values_list("link", flat=True))


def latest_for(link: str) -> Job | None:
    """The newest job that works on what this address shows; the caller has checked that it may be seen."""
    return Job.objects.filter(link=link).order_by("-id").first()
