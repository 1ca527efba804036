"""Access looked at: that a person's roles are still right, said by an administrator, and the list of all taken out."""

from collections.abc import Mapping

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import AccessReview, User

from .rules import must_manage_person, record


@transaction.atomic
def review_access(*, by: User, user: User) -> AccessReview:
    """Note that what the person may see was looked at and is right. Raises AccountRefused."""
    must_manage_person(by, user)
    made = AccessReview.objects.create(user=user, by=by)
    record(by, "user.reviewed", user)
    return made


@transaction.atomic
def note_review_export(*, by: User, region: str, counts: Mapping[str, int]) -> None:
    """Record that who may see what, `counts` of roles by region, was written to a file for `by`."""
    for place, count in audit.by_chain(region, counts).items():
        audit.record(
            by=by, action="review.exported", region=place, subject=("region", place), detail={"count": count}
        )
