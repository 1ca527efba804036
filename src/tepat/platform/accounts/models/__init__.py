"""People who use Tepat: their account, their job title, the roles they hold and where, how they came in."""

from .access_review import AccessReview
from .invitation import Invitation
from .job_title import JobTitle
from .open_session import OpenSession
from .role_assignment import RoleAssignment
from .user import User

__all__ = ["AccessReview", "Invitation", "JobTitle", "OpenSession", "RoleAssignment", "User"]
