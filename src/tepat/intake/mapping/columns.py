"""The columns of an unknown table as the page shows them: what each likely is, and what of it may be seen."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tepat.engine import checks
from tepat.engine.layouts.fields import KnownField, known_fields
from tepat.engine.layouts.layout import Subject
from tepat.engine.layouts.proposing import Proposal, World, propose
from tepat.intake.findings.proposals import CERTAINTIES
from tepat.registry.numbers import masked

from .contents import Contents

# A cell with so many digits may hold somebody's number.
_NUMBER = 12
# Rows that tell people from families; weighing all of them twice would be felt.
_FEW = 20
# Of columns of these kinds the cells name nobody; of all others they may.
_NAMELESS = ("code", "integer", "region")
_INPUT = "kolom-"
_NO_DIGIT = re.compile(r"\D+")


@dataclass(frozen=True)
class ColumnLine:
    """One column: `chosen` is a field or "", `proposal` the label of the proposed one, `sure` 0 to 100.

    Without a header it cannot be named. `samples` None: not for whoever looks.
    """

    input: str
    header: str
    samples: Sequence[str] | None
    chosen: str
    proposal: str
    sure: int
    certainty: str


def proposed(contents: Contents, subject: Subject, world: World) -> list[Proposal]:
    """What each column likely is, when a row is a family or a person."""
    return propose(contents.headers, contents.rows, subject, world)


def likely_subject(contents: Contents, world: World) -> Subject:
    """What a row of the table more likely is, by its headers and a few of its cells."""
    some = replace(contents, rows=contents.rows[:_FEW])
    person, family = (
        sum(one.confidence for one in proposed(some, subject, world)) for subject in ("person", "family")
    )
    return "family" if family > person else "person"


def region_kind(found: Sequence[Proposal], contents: Contents, region_code: str) -> str:
    """How the table most likely writes regions: "kemendagri", "bps" or "names"."""
    at = next((one.position for one in found if one.field == "region_code"), None)
    if at is None:
        return "names"
    ours = _NO_DIGIT.sub("", region_code)
    codes = [_NO_DIGIT.sub("", row[at]) for row in contents.rows if at < len(row) and row[at].strip()]
    here = sum(code.startswith(ours) for code in codes)
    return "kemendagri" if 2 * here >= len(codes) else "bps"


def lines_of(
    found: Sequence[Proposal], subject: Subject, chosen: Mapping[int, str] | None, *, names: bool
) -> list[ColumnLine]:
    """The columns with what was chosen for each, at first what is proposed. `names`: whether names may be seen."""
    known = known_fields(subject)
    lines = []
    for one in found:
        field = known[one.field] if one.field else None
        shown = names or (field is not None and field.kind in _NAMELESS)
        lines.append(
            ColumnLine(
                input=f"{_INPUT}{one.position}",
                header=one.header,
                samples=[_shown(cell) for cell in one.samples] if shown else None,
                chosen=(one.field or "") if chosen is None else chosen.get(one.position, ""),
                proposal=label(field) if field else "",
                sure=round(100 * one.confidence),
                certainty=str(CERTAINTIES[checks.certainty(one.confidence)]) if field else "",
            )
        )
    return lines


def choices(subject: Subject) -> list[tuple[str, str]]:
    """The fields a column may be, with their labels."""
    return [(name, label(field)) for name, field in known_fields(subject).items()]


def label(field: KnownField) -> str:
    """As lists call it; some write headers with underscores."""
    words = field.label.replace("_", " ")
    return words[:1].upper() + words[1:]


def chosen_in(posted: Mapping[str, str]) -> dict[int, str]:
    """What a form says of each column, by position."""
    return {
        int(place): field
        for name, field in posted.items()
        if name.startswith(_INPUT) and (place := name.removeprefix(_INPUT)).isdecimal() and len(place) < 4
    }


def own_choices(found: Sequence[Proposal], chosen: Mapping[int, str]) -> dict[str, str]:
    """Header → field, "" for none, where somebody chose otherwise than was proposed."""
    return {
        one.header: chosen[one.position]
        for one in found
        if one.header and one.position in chosen and chosen[one.position] != (one.field or "")
    }


def carried_over(found: Sequence[Proposal], kept: Mapping[str, str], subject: Subject) -> dict[int, str]:
    """What is chosen for each column of a page that follows another: what somebody chose, else what is proposed."""
    own = {
        one.position: field
        for one in found
        if (field := counterpart(kept.get(one.header), subject)) is not None
    }
    taken = set(own.values())
    return {one.position: "" if one.field in taken else one.field or "" for one in found} | own


def counterpart(field: str | None, subject: Subject) -> str | None:
    """The field that says the same of a family's head or of a person; None where there is none."""
    if not field:
        return field
    known = known_fields(subject)
    return next((one for one in (field, f"head_{field}", field.removeprefix("head_")) if one in known), None)


def pairs(found: Sequence[Proposal], chosen: Mapping[int, str]) -> list[tuple[str, str]]:
    """(header, field) of the columns for which one was chosen."""
    return [(one.header, field) for one in found if one.header and (field := chosen.get(one.position))]


def fields_of(lines: Sequence[ColumnLine]) -> Collection[str]:
    """The fields chosen on the page."""
    return {line.chosen for line in lines if line.chosen and line.header}


def _shown(cell: str) -> str:
    return masked(cell) if sum(letter.isdigit() for letter in cell) >= _NUMBER else cell
