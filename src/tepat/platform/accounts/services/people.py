"""Accounts opened, closed and opened again."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import JobTitle, User
from tepat.platform.accounts.passwords import generated
from tepat.platform.accounts.refusals import AccountRefused

from .assignments import assign_role
from .rules import (
    check_role,
    keep_an_administrator,
    managed_regions,
    must_manage,
    must_manage_person,
    record,
    take_password,
)


@dataclass(frozen=True)
class Added:
    """A new account with its password, which is shown once and kept nowhere."""

    user: User
    password: str


@transaction.atomic
def add_user(
    *,
    by: User | None,
    username: str,
    full_name: str,
    role: str,
    region: str,
    password: str | None = None,
    job_title: str = "",
    email: str = "",
) -> Added:
    """Open an account with its first role; without a password one is made.

    Raises AccountRefused, whose message is shown to the user.
    """
    check_role(role, region)
    must_manage(by, region)
    username = username.strip().lower()
    if User.objects.filter(username=username).exists():
        raise AccountRefused(_("Nama pengguna %(name)s sudah ada. Pilih yang lain.") % {"name": username})
    user = User(username=username, full_name=full_name.strip(), email=email.strip())
    if job_title:
        user.job_title = JobTitle.objects.filter(code=job_title).first()
        if user.job_title is None:
            raise AccountRefused(_("Jabatan %(code)s tidak dikenal.") % {"code": job_title})
    chosen = password or generated()
    take_password(user, chosen)
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as trouble:
        raise AccountRefused(" ".join(trouble.messages)) from None
    user.save(force_insert=True)
    audit.record(
        by=by,
        action="user.added",
        region=region,
        subject=("user", user.id),
        detail={"username": username, "job_title": job_title},
    )
    assign_role(by=by, user=user, role=role, region=region)
    return Added(user, chosen)


@transaction.atomic
def deactivate(*, by: User | None, user: User) -> None:
    """Close an account: it can no longer log in and its sessions end at once. What the person did stays."""
    must_manage_person(by, user)
    keep_an_administrator(by, user, managed_regions(user))
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(by, "user.deactivated", user)


@transaction.atomic
def reactivate(*, by: User | None, user: User) -> None:
    """Open a closed account again, with the roles that were not ended."""
    must_manage_person(by, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(by, "user.reactivated", user)


@transaction.atomic
def choose_language(*, by: User, language: str) -> None:
    """Keep the language a person wants to read."""
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
        record(by, "user.language_chosen", by, language=language)
