"""Held rows as a person fills them in: where each stands, whom it is about, and the fields that hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from tepat.intake.findings.queries import FindingLine, open_holds
from tepat.intake.models import Batch, BatchRow
from tepat.platform import crypto
from tepat.registry.numbers import masked

from .troubles import trouble

PAGE = 25


@dataclass(frozen=True)
class HeldField:
    """A field that holds its row: its name in the form, what the file says, what was typed and why it would not do."""

    name: str
    input: str
    header: str
    message: str
    value: str
    typed: str
    trouble: str = ""

    @property
    def is_region(self) -> bool:
        """Whether it is filled in with a village's code."""
        return self.name == "region_code"


@dataclass(frozen=True)
class HeldRow:
    """A held row: its place in the file, words that tell whom it is about, and what holds it."""

    id: UUID
    file: str
    sheet: str
    row: int
    about: tuple[str, ...]
    fields: tuple[HeldField, ...]

    def told(self, typed: Mapping[str, str], wrong: set[str], batch: Batch) -> "HeldRow":
        """The same row with what was typed, and why some of it was not written."""
        fields = tuple(
            replace(
                field,
                typed=typed.get(field.name, field.value),
                trouble=str(trouble(field.name, typed[field.name], batch)) if field.name in wrong else "",
            )
            for field in self.fields
        )
        return replace(self, fields=fields)


def page(batch: Batch, *, after: UUID | None = None) -> tuple[list[HeldRow], UUID | None]:
    """Some held rows in the order of their files, and after which the next page begins. Two queries."""
    found = BatchRow.objects.filter(batch=batch, state=BatchRow.State.HELD).order_by("source_row_id")
    if after is not None:
        found = found.filter(source_row_id__gt=after)
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    holds: dict[UUID, list[FindingLine]] = {row.pk: [] for row in shown}
    for line in open_holds(batch, list(holds)):
        holds[line.row_id].append(line)
    opener = crypto.sealer(batch.source.data_key)
    told = [
        _row(row, holds[row.pk], orjson.loads(opener.open(f"batch_row:{row.pk.hex}", bytes(row.values))))
        for row in shown
        if holds[row.pk]
    ]
    return told, shown[-1].pk if len(rows) > PAGE else None


def _row(row: BatchRow, lines: list[FindingLine], values: Mapping[str, Any]) -> HeldRow:
    """A value that could be somebody's number is not put into a field: it would stand there in clear."""
    fields = {
        line.column: HeldField(
            line.column,
            f"{row.pk.hex}.{line.column}",
            line.header,
            line.message if not line.holds_number else line.title,
            "" if line.holds_number else line.value,
            "" if line.holds_number else line.value,
        )
        for line in lines
    }
    first = lines[0]
    number = values.get("nik") or values.get("head_nik")
    about = (
        values.get("name") or values.get("head_name"),
        masked(str(number)) if number else None,
        values.get("address"),
    )
    return HeldRow(
        row.pk, first.file, first.sheet, first.row, tuple(str(part) for part in about if part),
        tuple(fields.values()),
    )  # fmt: skip
