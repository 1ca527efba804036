"""The way to the pages below that of all users."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tepat.platform.accounts.models import User
from tepat.platform.regions import queries as regions

Step = dict[str, str]


def users_trail(region: str, *steps: Step | str) -> list[Step | str]:
    """The breadcrumb of such a page: the region, all users, and the steps below them."""
    return [*regions.trail(region), {"name": _("Pengguna"), "href": reverse("people:people")}, *steps]


def step_of(user: User) -> Step:
    """The step that leads to one person's page."""
    return {"name": user.full_name, "href": reverse("people:person", args=[user.id])}
