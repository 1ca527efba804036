"""What the frame around every page needs: navigation, the user's regions, the number of running jobs.

Costs at most two queries beside those that find the session, the user and his roles.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import regions_of
from tepat.platform.jobs.queries import jobs_for
from tepat.platform.regions.codes import ancestors, covers, is_code
from tepat.platform.regions.models import Region
from tepat.platform.regions.queries import names as region_names

from .components.assets import VERSION
from .navigation import Place, places_for

SESSION_REGION = "region"


def short_name(name: str) -> str:
    """Kutai Timur for Kabupaten Kutai Timur; a city keeps its word, which tells it from its namesake."""
    return name.removeprefix("Kabupaten ")


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


@dataclass(frozen=True)
class Choice:
    """A region that the switch offers; `below` means right under the one chosen."""

    code: str
    name: str
    here: bool = False
    below: bool = False


@dataclass(frozen=True)
class Standing:
    """A role held as somebody's deputy, as the frame tells it; `until` is the last day."""

    role: str
    place: str
    acting_for: str
    until: date


@dataclass
class Frame:
    """Read lazily by the templates: a page without the frame asks nothing of the database."""

    request: HttpRequest
    version: str = VERSION

    @property
    def now(self) -> datetime:
        """When the page was drawn: what stands at the foot of each sheet that is printed of it."""
        return timezone.now()

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
    def standing_in(self) -> list[Standing]:
        """As whose deputy the person acts today, and until when."""
        lines = self.user.deputy_lines() if self.user else []
        names = region_names(line.region_code for line in lines) if lines else {}
        return [
            Standing(
                str(line.role.title),
                names.get(line.region_code, line.region_code),
                str(line.acting_for),
                line.valid_to - timedelta(days=1),
            )
            for line in lines
            if line.valid_to
        ]

    @cached_property
    def may_search(self) -> bool:
        """Searching is by name; who sees none of them has nothing to search for."""
        return self._may(Permission.NAMES_SEE)

    @cached_property
    def may_search_numbers(self) -> bool:
        return self._may(Permission.NUMBER_REVEAL)

    @cached_property
    def may_see_jobs(self) -> bool:
        return self._may(Permission.JOB_VIEW)

    @cached_property
    def held_codes(self) -> tuple[str, ...]:
        """The regions the user holds a role in, without those inside another."""
        return regions_of(self.user) if self.user else ()

    @cached_property
    def region_code(self) -> str:
        """The region chosen in the top bar, else the first the user holds; pages start from it."""
        chosen = self.request.session.get(SESSION_REGION) if self.user else None
        if chosen is not None and self.may_choose(chosen):
            return str(chosen)
        return next(iter(self.held_codes), "")

    def may_choose(self, code: str) -> bool:
        """Whether the region lies in one that the user holds."""
        return (not code or is_code(code)) and covers(self.held_codes, code)

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names of the chosen region, of all above and right below it, and of those held: one query."""
        wanted = {self.region_code, *self.held_codes, *ancestors(self.region_code)}
        below = Q(parent_code=self.region_code, valid_to=None)
        found = Region.objects.filter(Q(code__in=wanted) | below).order_by("code").values_list("code", "name")
        return {"": gettext("Indonesia"), **{code: short_name(name) for code, name in found}}

    @cached_property
    def region_name(self) -> str:
        if not self.held_codes:
            return ""
        return self._names.get(self.region_code, self.region_code)

    @cached_property
    def regions(self) -> list[Choice]:
        """What the switch offers: what is held, the way down to the chosen region, and what lies in it."""
        above = [code for code in ["", *ancestors(self.region_code)] if self.may_choose(code)]
        top = [code for code in self.held_codes if code not in (*above, self.region_code)]
        below = [code for code in self._names if code and code.rpartition(".")[0] == self.region_code]
        here = [self.region_code] if self.held_codes else []
        return [
            *(Choice(code, self._names.get(code, code)) for code in sorted({*top, *above})),
            *(Choice(code, self.region_name, here=True) for code in here),
            *(Choice(code, self._names[code], below=True) for code in below if code != self.region_code),
        ]

    @cached_property
    def jobs_running(self) -> int:
        if self.user is None:
            return 0
        return int(jobs_for(self.user).filter(state__in=("queued", "running")).count())


def frame(request: HttpRequest) -> dict[str, object]:
    """The context processor."""
    return {"frame": Frame(request)}
