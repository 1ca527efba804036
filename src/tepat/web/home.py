"""What stands on the first page: what waits for the user, how many families, and where most is missing."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tepat.intake.additions.queries import additions_for
from tepat.intake.batches.queries import batches_for, stopped_batches
from tepat.intake.changes.queries import departures_for
from tepat.intake.completeness import matrix
from tepat.intake.models import Addition, Batch, Departure
from tepat.intake.targets.named import NamedList, named_lists, where
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import Scope, scope_of
from tepat.platform.jobs.queries import jobs_for
from tepat.platform.keeping import schedule
from tepat.registry.claims import claims_for
from tepat.registry.models import Claim
from tepat.registry.queries import families_for

from .components.figures import angka

ATTENTION = 8
NEWEST = 3
FEW = 3
LEVELS_BELOW = {0: "regency", 2: "regency", 5: "district", 8: "village", 13: "village"}


@dataclass
class Waiting:
    """One line of what waits: a sentence and where to go."""

    sentence: str
    href: str
    verb: str


@dataclass
class Home:
    """The first page of one user, by what he may see."""

    roles: str = ""
    waiting: list[Waiting] = field(default_factory=list)
    list_name: str = ""
    list_where: str = ""
    list_unfinished: bool = False
    whole: matrix.Row | None = None
    attention: list[dict[str, Any]] = field(default_factory=list)
    level: str = ""
    completeness_href: str = ""
    sees_completeness: bool = False
    by_grant: bool = False


def home_for(user: User, region: str) -> Home:
    """A handful of queries for each regency, whatever the size of its list."""
    home = Home()
    if user.may(Permission.USER_MANAGE) and (late := schedule.missed(timezone.now())):
        home.waiting.append(Waiting(late, reverse("jobs:jobs"), _("Lihat")))
    if user.may(Permission.BATCH_VIEW):
        _batches(user, home)
    if user.may(Permission.CLAIM_DECIDE):
        _claims(user, home)
        _additions(user, home)
    if user.may(Permission.BATCH_ACCEPT):
        _departures(user, home)
    running = jobs_for(user).filter(state__in=("queued", "running")).count()
    if running:
        sentence = ngettext("%(n)s pekerjaan berjalan", "%(n)s pekerjaan berjalan", running) % {
            "n": angka(running)
        }
        home.waiting.append(Waiting(sentence, reverse("jobs:jobs"), _("Lihat")))
    home.roles = " · ".join(dict.fromkeys(str(line.role.title) for line in user.assignments))
    home.by_grant = scope_of(user, Permission.FAMILY_VIEW).by_grant
    if home.by_grant:
        _granted(user, home)
    scope = scope_of(user, Permission.COMPLETENESS_VIEW)
    home.sees_completeness = bool(scope)
    # The newest list may not have come to the region's families yet; the one before it is shown then.
    for named in named_lists(scope, region)[:NEWEST] if scope else []:
        if _completeness(home, named, scope, region):
            break
    return home


def _granted(user: User, home: Home) -> None:
    count = families_for(user).count()
    if count:
        sentence = ngettext(
            "%(n)s keluarga diserahkan kepada Anda", "%(n)s keluarga diserahkan kepada Anda", count
        ) % {"n": angka(count)}
        home.waiting.append(Waiting(sentence, reverse("registry:families"), _("Buka")))


def _claims(user: User, home: Home) -> None:
    count = claims_for(user).filter(state=Claim.State.OPEN).count()
    if count:
        sentence = ngettext(
            "%(n)s usulan perubahan menunggu putusan", "%(n)s usulan perubahan menunggu putusan", count
        ) % {"n": angka(count)}
        home.waiting.append(Waiting(sentence, reverse("registry:claims"), _("Putuskan")))


def _additions(user: User, home: Home) -> None:
    """Where they wait: on their return's page, or on that of the round where several came back."""
    waiting = additions_for(user).filter(state=Addition.State.OPEN)
    places = list(waiting.order_by().values_list("pack_return", "pack_return__round").annotate(n=Count("id")))
    count = sum(n for _returned, _round, n in places)
    if count:
        returned, round_, _n = max(places)
        href = (
            reverse("returns:returned", args=[returned]) + "#baru"
            if len(places) == 1
            else reverse("packs:round", args=[round_])
        )
        sentence = ngettext(
            "%(n)s keluarga atau orang baru diusulkan desa",
            "%(n)s keluarga atau orang baru diusulkan desa",
            count,
        ) % {"n": angka(count)}
        home.waiting.append(Waiting(sentence, href, _("Putuskan")))


def _departures(user: User, home: Home) -> None:
    count = departures_for(user).filter(state=Departure.State.OPEN).count()
    if count:
        sentence = ngettext(
            "%(n)s keluarga tidak disebut lagi oleh daftar terbaru",
            "%(n)s keluarga tidak disebut lagi oleh daftar terbaru",
            count,
        ) % {"n": angka(count)}
        home.waiting.append(Waiting(sentence, reverse("changes:questions"), _("Putuskan")))


def _batches(user: User, home: Home) -> None:
    """What is to be decided or gone on with, batch by batch; beyond a few, how many more there are."""
    listed = reverse("intake:batches")
    may_accept = user.may(Permission.BATCH_ACCEPT)
    verb = _("Periksa") if may_accept else _("Lihat")
    for batch in stopped_batches(user)[:FEW]:
        sentence = _("Batch %(name)s berhenti sebelum selesai")
        home.waiting.append(_about(batch, sentence, _("Lanjutkan") if may_accept else _("Lihat")))
    checked = batches_for(user).filter(state=Batch.State.CHECKED)
    for batch in checked[:FEW]:
        sentence = _("Batch %(name)s belum diterima: %(pending)s baris siap, %(held)s tertahan")
        home.waiting.append(_about(batch, sentence, verb))
    more = checked.count() - FEW
    if more > 0:
        sentence = ngettext("%(n)s batch lain belum diterima", "%(n)s batch lain belum diterima", more) % {
            "n": angka(more)
        }
        home.waiting.append(Waiting(sentence, f"{listed}?keadaan={Batch.State.CHECKED}", _("Lihat")))
    for batch in batches_for(user).filter(state=Batch.State.REOPENED)[:FEW]:
        sentence = _("%(pending)s baris batch %(name)s sudah dibetulkan dan menunggu diterima")
        home.waiting.append(_about(batch, sentence, verb))
    for batch in batches_for(user).filter(state=Batch.State.ACCEPTED, held__gt=0)[:FEW]:
        sentence = _("%(held)s baris batch %(name)s tertahan dan belum diputuskan")
        home.waiting.append(_about(batch, sentence, verb))


def _about(batch: Batch, sentence: str, verb: str) -> Waiting:
    told = {"name": batch.list.name, "pending": angka(batch.pending), "held": angka(batch.held)}
    return Waiting(sentence % told, reverse("intake:batch", args=[batch.id]), verb)


def _completeness(home: Home, named: NamedList, scope: Scope, region: str) -> bool:
    """Tell of the list, added up over its regencies; False where it has no family."""
    level = LEVELS_BELOW[len(region)]
    rows = matrix.matrix(named.parts, scope=scope, level=level, within=region)
    if not rows:
        return False
    home.list_name = named.name
    home.list_where = where(named, region)
    home.list_unfinished = named.unfinished
    home.whole = matrix.total(rows)
    home.level = level
    here = reverse("intake:completeness_of", args=[named.id])
    home.completeness_href = here
    home.attention = [
        {
            "name": row.name,
            "href": f"{here}?wilayah={row.code}",
            "families": row.families,
            "filled": row.whole.filled,
            "total": row.whole.total,
            "missing": row.whole.missing,
            "numbers": row.cells[0],
        }
        for row in rows[:ATTENTION]
    ]
    return True
