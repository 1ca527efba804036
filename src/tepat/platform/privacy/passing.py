"""The kinds that the platform itself keeps: finished jobs, sessions and used-up invitations."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tepat.platform.accounts.models import Invitation, OpenSession
from tepat.platform.jobs.models import Job

from .kinds import PassingKind, register


def _jobs(before: datetime) -> QuerySet[Job]:
    return Job.objects.filter(finished_at__lt=before)


def _devices(before: datetime) -> QuerySet[OpenSession]:
    return OpenSession.objects.filter(seen_at__lt=before)


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _invitations(before: datetime) -> QuerySet[Invitation]:
    over = Q(used_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(over)


register(
    PassingKind("job", _("Hasil pekerjaan latar"), _jobs),
    PassingKind("device", _("Perangkat yang pernah masuk"), _devices),
    PassingKind("session", _("Sesi yang sudah berakhir"), _sessions),
    PassingKind("invitation", _("Undangan yang terpakai, dicabut atau kedaluwarsa"), _invitations),
)
