"""Reading additions: those of a return, opened, with what the checks and the registry say of each by now."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Count, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.models import Addition, AdditionDecision, PackReturn
from tepat.intake.returns.layouts import REMARK, layout_of
from tepat.platform import crypto
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of
from tepat.platform.regions import queries as regions
from tepat.registry.fields import shown
from tepat.registry.models import STANDS, ChangeSet
from tepat.registry.numbers import masked
from tepat.registry.queries import families_for

from .recognising import Described, Known, form_of, known_of

PAGE = 200
_SOUND = ("sound", "generated")


@dataclass
class Opened:
    """An addition with its values, what is said of it, whom the registry knows by it, and what stands in its way."""

    addition: Addition
    values: dict[str, Any]
    cells: dict[str, str]
    said: list[tuple[str, str]]
    known: Known | None = None
    obstacles: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The head's or the member's name as written."""
        return str(self.values.get("head_name" if self.of_family else "name", ""))

    @property
    def of_family(self) -> bool:
        """Whether it is a family."""
        return self.addition.subject == Addition.Subject.FAMILY

    @property
    def remark(self) -> str:
        """What the village wrote beside it."""
        return self.cells.get(layout_of(self.addition.subject).header(REMARK), "")

    @property
    def number(self) -> str:
        """The card's or the member's number as written, "" for none."""
        return str(self.values.get("kk" if self.of_family else "nik", ""))

    @property
    def described(self) -> Described:
        """Who it is, comparable with the registry."""
        kind = "kk" if self.of_family else "nik"
        sound = self.values.get(f"{kind}_status") in _SOUND
        home = self.addition.home
        return Described(
            self.addition.id,
            self.addition.subject,
            self.addition.region_code,
            form_of(self.name),
            crypto.blind_index(kind, self.number).hex() if sound else "",
            str(self.values.get("birth_date", "")),
            self.addition.family_id or (home.family_id if home else None),
        )


def additions_for(user: User, permission: Permission = Permission.CLAIM_DECIDE) -> QuerySet[Addition]:
    """Additions of regions in the user's scope."""
    return Addition.objects.filter(scope_of(user, permission).q())


def opened(returned: PackReturn, additions: Sequence[Addition]) -> list[Opened]:
    """Additions of one return; of the open ones also what stands in their way now. A fixed number of queries."""
    if returned.source.data_key.erased:
        return [Opened(addition, {}, {}, []) for addition in additions]
    opener = crypto.sealer(returned.source.data_key)
    lines = []
    for addition in additions:
        content = orjson.loads(opener.open(addition.context, bytes(addition.sealed)))
        said = [(severity, str(Sentence.read(kept))) for severity, kept in content["said"]]
        lines.append(Opened(addition, content["values"], content["cells"], said))
    waiting = [one for one in lines if one.addition.state == Addition.State.OPEN]
    known = known_of([one.described for one in waiting])
    for one in waiting:
        one.known = known.get(one.addition.id)
        _judge(one)
    heads = {
        one.addition.home_id
        for one in waiting
        if one.known and not one.known.same and one.values.get("relation") == "head"
    }
    for one in waiting:
        if one.addition.id in heads:
            one.obstacles.append(_("Kepala keluarganya sudah tercatat pada keluarga lain."))
    return lines


def _judge(one: Opened) -> None:
    if one.addition.stuck:
        one.obstacles += [sentence for severity, sentence in one.said if severity == "hold"]
    if (known := one.known) is None:
        return
    if known.same:
        one.obstacles.append(_("Sudah tercatat di registri. Tolak baris ini; tidak ada yang hilang."))
    elif known.person_id:
        one.obstacles.append(
            _("Orang dengan NIK ini sudah tercatat pada keluarga lain. Tanyakan ke desa di mana ia tinggal.")
        )
    elif known.namesake:
        one.said.append(("warning", _("Di desa ini sudah ada keluarga dengan kepala bernama sama.")))
    else:
        one.said.append(("warning", _("No. KK ini juga nomor keluarga lain.")))


@dataclass
class AdditionLine:
    """An addition as a page shows it: a family, or a member under his family, which `heading` names where it is none
    of these lines.
    """

    opened: Opened
    facts: str
    heading: str = ""
    heading_id: UUID | None = None
    known_id: UUID | None = None
    decision: AdditionDecision | None = None

    @property
    def addition(self) -> Addition:
        """The addition itself."""
        return self.opened.addition

    @property
    def follows(self) -> bool:
        """Whether it can come only with or after its family, which waits as well."""
        home = self.addition.home
        return home is not None and home.family_id is None

    @property
    def ready(self) -> bool:
        """Whether it can be accepted by itself."""
        return not (self.follows or self.opened.obstacles)

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """What is said of it: obstacles first, each sentence once."""
        hard = [("hold", sentence) for sentence in self.opened.obstacles]
        told = {sentence for _severity, sentence in hard}
        return [*hard, *(pair for pair in self.opened.said if pair[1] not in told)]


def addition_lines(user: User, returned: PackReturn) -> list[AdditionLine]:
    """A return's additions, at most PAGE: new families with their members, then members of known families."""
    rows = returned.additions.select_related("home", "family", "source_row").order_by("id")[:PAGE]
    lines = opened(returned, list(rows))
    known = {one.known.family_id for one in lines if one.known}
    seen = set(families_for(user).filter(id__in=known).values_list("id", flat=True)) if known else set()
    decisions = _decisions([one.addition for one in lines])
    places = regions.names({one.addition.region_code for one in lines})
    return [
        AdditionLine(
            one,
            " · ".join(_facts(one, places.get(one.addition.region_code, ""))),
            *_heading(one),
            known_id=one.known.family_id if one.known and one.known.family_id in seen else None,
            decision=decisions.get(one.addition.id),
        )
        for one in _together(lines)
    ]


def _together(lines: Sequence[Opened]) -> Iterator[Opened]:
    members: dict[UUID | None, list[Opened]] = defaultdict(list)
    for one in lines:
        if not one.of_family:
            members[one.addition.home_id].append(one)
    for one in lines:
        if one.of_family:
            yield one
            yield from members.pop(one.addition.id, ())
    for rest in members.values():
        yield from sorted(rest, key=lambda one: str(one.addition.family_id))


def _heading(one: Opened) -> tuple[str, UUID | None]:
    """The known family that a member belongs to."""
    family = one.addition.family
    if one.of_family or one.addition.home_id or family is None:
        return "", None
    return family.head_name or _("(tanpa nama)"), family.id


def _facts(one: Opened, place: str) -> Iterator[str]:
    """What identifies it, numbers masked and each on one line."""
    number = masked(one.number).replace(" ", "\N{NO-BREAK SPACE}") if one.number else ""
    if one.of_family:
        yield from filter(None, (place, one.values.get("address"), number and f"KK {number}"))
        return
    yield str(shown("person", "relation", one.values.get("relation")) or _("hubungan belum terisi"))
    if sex := shown("person", "sex", one.values.get("sex")):
        yield str(sex)
    if born := one.values.get("birth_date"):
        yield date_format(date.fromisoformat(str(born)), "j F Y")
    if number:
        yield f"NIK {number}"


def _decisions(additions: Sequence[Addition]) -> dict[UUID, AdditionDecision]:
    """The decision that stands on each that is decided."""
    rows = AdditionDecision.objects.filter(STANDS, addition__in=additions).order_by("id")
    return {row.addition_id: row for row in rows.select_related("change_set__by")}


@dataclass(frozen=True)
class Act:
    """What one press decided of a return's additions: how many rows, and whether they were accepted."""

    change_set: ChangeSet
    rows: int
    accepted: bool


def acts_on(returned: PackReturn) -> list[Act]:
    """The acts that stand on additions of a return, newest first."""
    decisions = AdditionDecision.objects.filter(STANDS, addition__pack_return=returned)
    counted = {
        set_id: (n, verdict == AdditionDecision.Verdict.ACCEPTED)
        for set_id, verdict, n in decisions.order_by()
        .values_list("change_set", "verdict")
        .annotate(n=Count("id"))
    }
    acts = ChangeSet.objects.filter(id__in=counted).select_related("by").order_by("-id")
    return [Act(act, *counted[act.id]) for act in acts]
