"""People who use Tepat: their account, their job title, the roles they hold and where."""

from .job_title import JobTitle
from .role_assignment import RoleAssignment
from .user import User

__all__ = ["JobTitle", "RoleAssignment", "User"]
