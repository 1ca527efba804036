"""Access looked at: that a person's roles are still right, said by an administrator."""

from django.db import transaction

from tepat.platform.accounts.models import AccessReview, User

from .rules import must_manage_person, record


@transaction.atomic
def review_access(*, by: User, user: User) -> AccessReview:
    """Note that what the person may see was looked at and is right. Raises AccountRefused."""
    must_manage_person(by, user)
    made = AccessReview.objects.create(user=user, by=by)
    record(by, "user.reviewed", user)
    return made
