"""The account of one person, and the one account that is nobody: `system`."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.roles import ROLES
from tepat.platform.database.ids import uuid7
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.codes import lies_in

from .job_title import JobTitle

if TYPE_CHECKING:
    from tepat.platform.accounts.scopes import Scope

    from .role_assignment import RoleAssignment

SYSTEM = "system"


class UserManager(BaseUserManager["User"]):
    """Finds people by the name they log in with."""

    def system(self) -> "User":
        """The account that acts when no person does; it cannot log in and may do everything."""
        user, _made = self.get_or_create(
            username=SYSTEM, defaults={"full_name": "Sistem", "is_active": False, "password": "!"}
        )
        return user


class User(AbstractBaseUser):
    """A person at an office, a village or a company's post; one account a person, several roles."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        _("Nama pengguna"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]+$", _("Huruf kecil, angka, titik, garis."))],
    )
    full_name = models.CharField(_("Nama lengkap"), max_length=120)
    email = models.EmailField(_("Surel"), blank=True)
    job_title = models.ForeignKey(JobTitle, on_delete=models.PROTECT, null=True, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="id")
    is_active = models.BooleanField(default=True)
    session_generation = models.PositiveIntegerField(default=0, help_text="Raised to end every session.")
    last_used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_system(self) -> bool:
        """Whether this is the account of no person."""
        return self.username == SYSTEM

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with session_generation, and ends the sessions that hold another."""
        return salted_hmac(
            "tepat.accounts.session", f"{self.password}:{self.session_generation}", algorithm="sha256"
        ).hexdigest()

    @property
    def assignments(self) -> list["RoleAssignment"]:
        """The roles held today, each by its region's own date. Read once for this object."""
        if not hasattr(self, "_assignments"):
            self._assignments = [
                line
                for line in self.role_assignments.select_related("acting_for")
                if line.role_code in ROLES and _holds(line, today_in(line.region_code))
            ]
        return self._assignments

    def deputy_lines(self, region_code: str | None = None) -> list["RoleAssignment"]:
        """Roles held as somebody's deputy today: all, or those that open more in a region than one's own do."""
        deputised = [line for line in self.assignments if line.acting_for_id]
        if region_code is None:
            return deputised
        own: set[Permission] = set()
        for line in self.assignments:
            if not line.acting_for_id and lies_in(region_code, line.region_code):
                own |= line.role.permissions
        return [
            line
            for line in deputised
            if lies_in(region_code, line.region_code) and not line.role.permissions <= own
        ]

    def deputy_note(self, region_code: str) -> list[dict[str, str]]:
        """What the audit trail says of an act there: whose roles were held as a deputy when it was done."""
        return [
            {"role": line.role_code, "for": str(line.acting_for)} for line in self.deputy_lines(region_code)
        ]

    def forget_assignments(self) -> None:
        """Read the roles again at the next question, after they were changed."""
        if hasattr(self, "_assignments"):
            del self._assignments

    def scope(self, permission: Permission) -> "Scope":
        """Where this person holds the permission."""
        from tepat.platform.accounts.scopes import scope_of

        return scope_of(self, permission)

    def may(self, permission: Permission, region_code: str | None = None) -> bool:
        """Whether the person holds the permission in that region, or anywhere at all when none is named."""
        scope = self.scope(permission)
        return bool(scope) if region_code is None else scope.covers(region_code)


def _holds(line: "RoleAssignment", today: date) -> bool:
    return line.valid_from <= today and (line.valid_to is None or today < line.valid_to)
