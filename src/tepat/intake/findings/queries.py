"""Reading the findings of a batch: counted, filtered, opened line by line."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import (
    Case,
    Count,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Substr

from tepat.engine import checks
from tepat.intake.column_names import column_name
from tepat.intake.models import Batch, BatchSheet, Correction, Finding
from tepat.platform import crypto
from tepat.platform.regions import queries as regions
from tepat.platform.regions.scope import within

from . import proposals

PAGE = 50
_WEIGHT = Case(
    When(severity="hold", then=Value(0)), When(severity="warning", then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip


@dataclass(frozen=True)
class FindingFilter:
    """What a reader narrows the findings to; each part may be empty."""

    check: str = ""
    severity: str = ""
    column: str = ""
    region: str = ""
    confidence: str = ""
    finding: int = 0

    def apply(self, findings: QuerySet[Finding]) -> QuerySet[Finding]:
        """The findings that fit."""
        if self.check:
            findings = findings.filter(check_id=self.check)
        if self.severity:
            findings = findings.filter(severity=self.severity)
        if self.column:
            findings = findings.filter(column=self.column)
        if self.region:
            findings = findings.filter(within([self.region]))
        if self.confidence:
            low, high = checks.bounds(self.confidence)
            findings = findings.filter(confidence__gte=low, confidence__lt=high)
        if self.finding:
            findings = findings.filter(id=self.finding)
        return findings


def finding_filter(asked: Mapping[str, str]) -> FindingFilter:
    """The filter that an address asks for; what it cannot mean is left out."""
    severity, confidence = asked.get("severity", ""), asked.get("confidence", "")
    return FindingFilter(
        check=asked.get("check", "")[:12],
        severity=severity if severity in Finding.Severity.values else "",
        column=asked.get("column", "")[:40],
        region=asked.get("region", "")[:13],
        confidence=confidence if confidence in proposals.CERTAINTIES else "",
    )


def open_proposals(batch: Batch, chosen: FindingFilter) -> QuerySet[Finding]:
    """Findings whose proposal waits for a decision, on rows that have not gone on."""
    waiting = batch.findings.filter(
        state=Finding.State.OPEN, confidence__isnull=False, row__state__in=("pending", "held")
    )
    return chosen.apply(waiting)


def last_correction(batch: Batch) -> Correction | None:
    """The newest correction that is neither undone nor an undoing itself: the one that can be taken back."""
    standing = batch.corrections.filter(undoes__isnull=True, undone_by__isnull=True, total__gt=0)
    return standing.select_related("by").order_by("-id").first()


@dataclass(frozen=True)
class FindingGroup:
    """All findings of one check in a batch: how many, in how many rows."""

    check_id: str
    severity: str
    title: str
    suggestion: str
    count: int
    rows: int

    @property
    def severity_label(self) -> str:
        """The severity in a word."""
        return str(Finding.Severity(self.severity).label)


def finding_groups(batch: Batch) -> list[FindingGroup]:
    """The batch's findings by check, worst first, then most first."""
    catalogue = checks.catalogue()
    grouped = (
        batch.findings.values("check_id", "severity")
        .annotate(n=Count("id"), rows=Count("row", distinct=True), weight=Max(_WEIGHT))
        .order_by("weight", "-n", "check_id")
    )
    return [
        FindingGroup(
            row["check_id"],
            row["severity"],
            str(catalogue[row["check_id"]].title),
            str(catalogue[row["check_id"]].suggestion),
            row["n"],
            row["rows"],
        )
        for row in grouped
    ]


def finding_counts(batch: Batch, chosen: FindingFilter) -> dict[str, dict[str, int]]:
    """How many findings each choice would show, by severity, column and district."""
    found = chosen.apply(batch.findings.all())
    by = {}
    for name in ("severity", "column"):
        by[name] = {row[name]: row["n"] for row in found.values(name).annotate(n=Count("id")).order_by("-n")}
    waiting = found.filter(state=Finding.State.OPEN, row__state__in=("pending", "held"))
    sure = [
        Count("id", filter=Q(confidence__gte=low, confidence__lt=high))
        for low, high in map(checks.bounds, proposals.CERTAINTIES)
    ]
    counted = waiting.aggregate(**dict(zip(proposals.CERTAINTIES, sure, strict=True)))
    by["confidence"] = {word: n for word, n in counted.items() if n}
    districts = found.annotate(area=Substr("region_code", 1, 8)).values("area").annotate(n=Count("id"))
    by["region"] = {row["area"]: row["n"] for row in districts.order_by("-n") if row["area"]}
    return by


def findings_by_regency(batch: Batch, chosen: FindingFilter) -> dict[str, int]:
    """How many of the findings are on rows of which regency; rows of none that is known are the batch's own."""
    return _by_regency(batch, chosen.apply(batch.findings.all()))


def _by_regency(batch: Batch, found: QuerySet[Any]) -> dict[str, int]:
    found = found.annotate(area=Substr("region_code", 1, 5))
    counts = {row["area"]: row["n"] for row in found.order_by().values("area").annotate(n=Count("*"))}
    known = regions.full_names(code for code in counts if len(code) == 5)
    own = sum(n for code, n in counts.items() if code not in known)
    return Counter({code: counts[code] for code in known}) + Counter({batch.region_code: own})


def held_by_regency(batch: Batch) -> dict[str, int]:
    """How many held rows name which regency; those of none that is known are the batch's own."""
    return _by_regency(batch, batch.rows.filter(state="held"))


@dataclass(frozen=True)
class FindingLine:
    """A finding opened for reading: where it stands, what it says and proposes, in the reader's language.

    `column` is canonical, `header` as the file's layout writes it.
    """

    id: int
    row_id: UUID
    file: str
    sheet: str
    row: int
    column: str
    header: str
    check_id: str
    title: str
    severity: str
    severity_label: str
    value: str
    message: str
    suggestion: str
    proposal: str
    certainty: str
    state: str
    state_label: str
    decided_by: str
    decided_at: datetime | None
    waits: bool

    @property
    def holds_number(self) -> bool:
        """Whether the value is somebody's number, or could be: shown masked until revealed."""
        return _is_number(self.value)

    @property
    def proposes_number(self) -> bool:
        """The same of what is proposed."""
        return _is_number(self.proposal)


def _is_number(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= 12


def finding_page(
    batch: Batch, chosen: FindingFilter, *, after: int = 0, size: int = PAGE
) -> tuple[list[FindingLine], int]:
    """A page of findings in the order they were written, and the cursor of the next page (0: none)."""
    rows = chosen.apply(batch.findings.filter(id__gt=after)).order_by("id")
    words = proposals.Words(batch.region_code)
    lines = list(_lines(rows[: size + 1], [batch.source.data_key], words))
    return lines[:size], lines[size - 1].id if len(lines) > size else 0


def finding_line(batch: Batch, finding_id: int) -> FindingLine:
    """One finding opened."""
    return next(_lines(batch.findings.filter(id=finding_id), [batch.source.data_key]))


def finding_lines(batch: Batch, chosen: FindingFilter) -> Iterator[FindingLine]:
    """All findings that fit, file by file and row by row, in bounded memory."""
    rows = chosen.apply(batch.findings.all())
    place = ("row__source_row__file", "row__source_row__sheet", "row__source_row__row", "id")
    yield from _lines(rows.order_by(*place), [batch.source.data_key])


def open_holds(batch: Batch, rows: Collection[UUID]) -> Iterator[FindingLine]:
    """Why these rows of the batch are held, as far as nobody has put it right."""
    found = batch.findings.filter(row__in=rows, severity=Finding.Severity.HOLD, state=Finding.State.OPEN)
    yield from _lines(found.order_by("id"), [batch.source.data_key])


def held_lines(batch: Batch, rows: Collection[UUID]) -> Iterator[FindingLine]:
    """The same, and what is proposed for these rows."""
    undecided = batch.findings.filter(row__in=rows, state=Finding.State.OPEN)
    found = undecided.filter(Q(severity=Finding.Severity.HOLD) | Q(confidence__isnull=False))
    yield from _lines(found.order_by("id"), [batch.source.data_key])


def lines_of_rows(rows: Collection[UUID]) -> Iterator[FindingLine]:
    """What was found on these source rows, of whichever batch."""
    found = Finding.objects.filter(row__in=rows)
    keys = crypto.DataKey.objects.filter(id__in=found.values("batch__source__data_key"))
    yield from _lines(found.order_by("id"), keys)


# What is left of a finding whose row was erased: where it stood, and what kind of fault it was.
_ERASED: tuple[str, str, None, None] = ("", "", None, None)


def _lines(
    rows: QuerySet[Finding], keys: Iterable[crypto.DataKey], words: proposals.Words | None = None
) -> Iterator[FindingLine]:
    openers = {key.id: None if key.erased else crypto.sealer(key) for key in keys}
    words = words or proposals.Words()
    labels = {severity: str(label) for severity, label in Finding.Severity.choices}
    states = {state: str(label) for state, label in Finding.State.choices}
    catalogue = checks.catalogue()
    layout = BatchSheet.objects.filter(
        file__batch=OuterRef("batch"),
        file__stored=OuterRef("row__source_row__file"),
        name=OuterRef("row__source_row__sheet"),
    ).values("layout")[:1]
    chosen = rows.annotate(layout=Subquery(layout)).values_list(
        "batch__source__data_key", "layout", "detail", "row_id", "check_id", "severity", "column",
        "id", "row__source_row__file__name", "row__source_row__sheet", "row__source_row__row",
        "confidence", "row__state", "state", "decided_in__at", "decided_in__by__full_name",
        "decided_in__by__username",
    )  # fmt: skip
    for (
        key, layout_id, detail, row_id, check_id, severity, column, id_, file, sheet, row,
        takeable, row_state, state, at, who, username,
    ) in chosen.iterator(2_000):  # fmt: skip
        opener = openers[key]
        kept = (
            orjson.loads(opener.open(f"finding:{row_id.hex}:{check_id}", bytes(detail)))
            if opener
            else _ERASED
        )
        header = column_name(column, layout_id or "")
        check = catalogue[check_id]
        value, message, suggestion, proposal, confidence = _told(kept, check, header)
        yield FindingLine(
            id_, row_id, file, sheet, row, column, header, check_id, str(check.title), severity, labels[severity],
            value, message, suggestion, words.of(column, proposal), proposals.certainty(check, confidence),
            state, states[state], who or username or "", at,
            takeable is not None and state == "open" and row_state in ("pending", "held"),
        )  # fmt: skip


def _told(
    kept: Sequence[Any], check: checks.Check, header: str
) -> tuple[str, str, str, str | None, float | None]:
    """Value, message, suggestion, proposal and its confidence, of what was sealed with a finding."""
    if len(kept) == 3:  # from before sentences were made when they are read: as they were written
        value, message, suggestion = kept
        return value or "", message or "", suggestion or "", None, None
    value, said, proposal, confidence = kept
    message = check.told(column=header, value=value or "", detail=said or "")
    return value or "", str(message), str(check.suggestion), proposal, confidence
