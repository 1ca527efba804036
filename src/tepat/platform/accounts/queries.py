"""Reads of accounts: who works where."""

from django.db.models import QuerySet

from .models import RoleAssignment, User
from .models.user import SYSTEM
from .scopes import Scope


def system() -> User:
    """The account that acts when no person does."""
    return User.objects.system()


def users_in(scope: Scope) -> QuerySet[User]:
    """People who hold or held a role in these regions, by name; never the system."""
    there = RoleAssignment.objects.filter(scope.q("region_code")).values("user_id")
    return User.objects.filter(id__in=there).exclude(username=SYSTEM).select_related("job_title")


def assignments_in(scope: Scope) -> QuerySet[RoleAssignment]:
    """Roles held or once held in these regions, newest first."""
    lines = RoleAssignment.objects.filter(scope.q("region_code"))
    return lines.select_related("user", "user__job_title").order_by("-id")
