"""Every write of accounts: people and their roles, their passwords and sessions.

`by` must hold user.manage in every region concerned; `by=None` is the system, which may everything.
"""

from .assignments import assign_role, end_role
from .factors import record_factor, record_refused_code, reset_factors
from .people import Added, add_user, choose_language, deactivate, reactivate
from .sessions import end_sessions, record_login, record_logout, record_refused_login, set_password

__all__ = [
    "Added",
    "add_user",
    "assign_role",
    "choose_language",
    "deactivate",
    "end_role",
    "end_sessions",
    "reactivate",
    "record_factor",
    "record_login",
    "record_logout",
    "record_refused_code",
    "record_refused_login",
    "reset_factors",
    "set_password",
]
