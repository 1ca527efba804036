"""Reading referrals and their answers: always those of the regions the user may make or answer them for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tepat.engine.sentences import Sentence
from tepat.intake.models import CivilAnswer, Referral, TargetList
from tepat.platform import crypto
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of
from tepat.platform.database.paging import page_by_id
from tepat.platform.regions.scope import within
from tepat.registry.models import Claim, Person

# Which people may be referred, by the word a referral keeps: what is wrong with their number.
STATES = {
    "blank": Q(nik_status=""),
    "damaged": Q(nik_status="damaged"),
    "shared": Q(nik_status="shared"),
    "unmatched": Q(civil_match="unmatched"),
}
SHOWN = 100
# Of claims and of rows not taken: the page is read on phones, too.
PAGE = 10


def people_in(region_code: str, target_list: TargetList | None) -> QuerySet[Person]:
    """The people of a region, or of the list's families in it, but for those who died or moved away."""
    people = Person.objects.filter(within([region_code], "family__region_code"), presence="")
    return people.filter(family__list_entries__target_list=target_list) if target_list else people


def people_to_refer(
    region_code: str, target_list: TargetList | None, states: Iterable[str]
) -> QuerySet[Person]:
    """Those of them whose number is in one of the states."""
    wanted = Q(pk__in=[])
    for state in states:
        wanted |= STATES[state]
    return people_in(region_code, target_list).filter(wanted)


@dataclass(frozen=True)
class Wholeness:
    """How many people of a region or list bear a whole number of their own."""

    people: int
    whole: int

    @property
    def percent(self) -> float | None:
        """In per cent; None where there is nobody."""
        return 100 * self.whole / self.people if self.people else None


def wholeness(region_code: str, target_list: TargetList | None) -> Wholeness:
    """As it is now. One query."""
    found = people_in(region_code, target_list).aggregate(
        people=Count("id"), whole=Count("id", filter=Q(nik_status="sound"))
    )
    return Wholeness(found["people"], found["whole"])


def referrals_for(user: User) -> QuerySet[Referral]:
    """Referrals of regions in the user's scope, newest first."""
    return (
        Referral.objects.filter(scope_of(user, Permission.REFERRAL_MAKE).q())
        .select_related("target_list__source_list", "file__data_key", "by")
        .order_by("-id")
    )


def answers_for(user: User) -> QuerySet[CivilAnswer]:
    """Answers of regions in the user's scope, newest first."""
    return (
        CivilAnswer.objects.filter(scope_of(user, Permission.REFERRAL_ANSWER).q())
        .select_related("referral__target_list", "file", "by", "source__data_key", "change_set")
        .order_by("-id")
    )


def open_claims(answer: CivilAnswer) -> QuerySet[Claim]:
    """What of an answer waits for a decision."""
    return Claim.objects.filter(change_set=answer.change_set_id, state=Claim.State.OPEN)


def plain_claims(answer: CivilAnswer) -> QuerySet[Claim]:
    """What of it may be accepted in bulk: no questions."""
    return open_claims(answer).exclude(severity=Claim.QUESTION)


@dataclass(frozen=True)
class LineTold:
    """A row that was not taken: where it stands, and why."""

    sheet: str
    row: int
    said: str


def lines_of(answer: CivilAnswer, after: str = "", most: int = SHOWN) -> tuple[list[LineTold], str]:
    """The rows of an answer that were not taken, `most` of them in the order in which they were met, and the cursor."""
    if answer.source.data_key.erased:
        return [], ""
    opener = crypto.sealer(answer.source.data_key)
    rows, cursor = page_by_id(answer.lines.all(), after, most)
    told = [
        LineTold(row.sheet, row.row, str(Sentence.read(opener.open(row.context, bytes(row.sealed)).decode())))
        for row in rows
    ]
    return told, cursor
