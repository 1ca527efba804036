"""Reading returns: always those of the regions the user may give packs back for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Count, Q, QuerySet

from tepat.engine.sentences import Sentence
from tepat.intake.models import Addition, PackReturn, PackRound, ReturnedLine
from tepat.platform import crypto
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of

PAGE = 200


def returns_for(user: User) -> QuerySet[PackReturn]:
    """Returns of regions in the user's scope, newest first."""
    return (
        PackReturn.objects.filter(scope_of(user, Permission.PACK_RETURN).q())
        .select_related("round__target_list__source_list", "file", "by", "source__data_key")
        .order_by("-id")
    )


def standing_returns(user: User, round_: PackRound) -> dict[UUID, PackReturn]:
    """The return that counts of each pack of a round: the newest that is being read or was.

    Each with `waiting`, how many of its additions wait for a decision.
    """
    counted = (PackReturn.State.READ, PackReturn.State.WAITING)
    waiting = Count("additions", filter=Q(additions__state=Addition.State.OPEN))
    found = returns_for(user).filter(round=round_, state__in=counted, pack__isnull=False)
    found = found.annotate(waiting=waiting)
    return {one.pack_id: one for one in reversed(found) if one.pack_id is not None}


@dataclass(frozen=True)
class LineTold:
    """A line as a page shows it: where it stands, whom it is about, and what is said."""

    sheet: str
    row: int
    whose: str
    said: str


def lines_of(returned: PackReturn, kind: str, most: int = PAGE) -> list[LineTold]:
    """The lines of a kind in the order of the file, `most` of them."""
    rows = returned.lines.filter(kind=kind).order_by("sheet", "row", "id")[:most]
    return [_told(line, content) for line, content in _opened(returned, list(rows))]


def _opened(returned: PackReturn, rows: Sequence[ReturnedLine]) -> list[tuple[ReturnedLine, dict[str, Any]]]:
    if returned.source.data_key.erased:
        return []
    opener = crypto.sealer(returned.source.data_key)
    return [(row, orjson.loads(opener.open(row.context, bytes(row.sealed)))) for row in rows]


def _told(line: ReturnedLine, content: dict[str, Any]) -> LineTold:
    said = str(Sentence.read(content["said"])) if "said" in content else content.get("text", "")
    return LineTold(line.sheet, line.row, content.get("whose", ""), said)
