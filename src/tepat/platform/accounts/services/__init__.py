"""Every write of accounts: people and their roles, their passwords, second factors and sessions.

`by` must hold user.manage in every region concerned; `by=None` is the system, which may everything.
"""

from .assignments import assign_role, end_role
from .deputies import deputise, end_deputy
from .factors import record_factor, record_refused_code, reset_factors
from .invitations import Invited, accept_invitation, invite, mail_invitation, revoke_invitation
from .office import link_office_account
from .people import Added, add_user, choose_language, deactivate, reactivate
from .reviews import note_review_export, review_access
from .sessions import (
    end_session,
    end_sessions,
    record_login,
    record_logout,
    record_refused_login,
    set_password,
)

__all__ = [
    "Added",
    "Invited",
    "accept_invitation",
    "add_user",
    "assign_role",
    "choose_language",
    "deactivate",
    "deputise",
    "end_deputy",
    "end_role",
    "end_session",
    "end_sessions",
    "invite",
    "link_office_account",
    "mail_invitation",
    "note_review_export",
    "reactivate",
    "record_factor",
    "record_login",
    "record_logout",
    "record_refused_code",
    "record_refused_login",
    "reset_factors",
    "review_access",
    "revoke_invitation",
    "set_password",
]
