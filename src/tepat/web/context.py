"""What the frame around every page needs: navigation, the user's regions, the number of running jobs.

Costs at most two queries beside those that find the session, the user and his roles.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.jobs.queries import jobs_for
from tepat.platform.regions.queries import path_names

from .components.assets import VERSION
from .navigation import Place, places_for

SESSION_REGION = "region"


@dataclass
class Entry:
    """A place as it is drawn."""

    place: Place
    here: bool

    @property
    def href(self) -> str:
        return self.place.href

    @property
    def label(self) -> Any:
        return self.place.label

    @property
    def sign(self) -> str:
        return self.place.sign


@dataclass
class Frame:
    """Read lazily by the templates: a page without the frame asks nothing of the database."""

    request: HttpRequest
    version: str = VERSION

    @property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) and user.is_authenticated else None

    def _may(self, permission: Permission) -> bool:
        return self.user is not None and self.user.may(permission)

    @cached_property
    def nav(self) -> list[Entry]:
        if self.user is None:
            return []
        path = self.request.path
        return [Entry(place, place.holds(path)) for place in places_for(self._may)]

    @cached_property
    def may_search(self) -> bool:
        return self._may(Permission.FAMILY_VIEW)

    @cached_property
    def may_see_jobs(self) -> bool:
        return self._may(Permission.JOB_VIEW)

    @cached_property
    def region_codes(self) -> list[str]:
        """Codes of the regions the user holds a role in, each once, widest first."""
        return sorted(self.user.region_codes()) if self.user else []

    @cached_property
    def region_code(self) -> str:
        """The region chosen in the top bar, else the widest one the user holds."""
        chosen = self.request.session.get(SESSION_REGION, "") if self.user else ""
        return chosen if chosen in self.region_codes else next(iter(self.region_codes), "")

    @cached_property
    def regions(self) -> list[dict[str, Any]]:
        """Choices of the region switch: {code, name, path, here}."""
        names = path_names(self.region_codes)
        return [
            {
                "code": code,
                "name": names[code][-1] if names.get(code) else code,
                "path": " › ".join(names[code][:-1]) if names.get(code) else "",
                "here": code == self.region_code,
            }
            for code in self.region_codes
        ]

    @cached_property
    def region_name(self) -> str:
        return next((r["name"] for r in self.regions if r["here"]), "")

    @cached_property
    def jobs_running(self) -> int:
        if self.user is None:
            return 0
        return int(jobs_for(self.user).filter(state__in=("queued", "running")).count())


def frame(request: HttpRequest) -> dict[str, object]:
    """The context processor."""
    return {"frame": Frame(request)}
