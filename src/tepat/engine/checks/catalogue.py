"""The checks as their data file states them: texts, severity, reason; and what a check says of a cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from tepat.engine.sentences import Sentence

Severity = Literal["note", "warning", "hold"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "hold")
# A sentence may be shown where numbers are masked, so it never repeats one that could be somebody's.
_LONG_NUMBER = re.compile(r"(?:[0-9][ .'-]?){11}[0-9]")
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Check:
    """One check. `subject` is family, person or both; `columns` are the canonical columns it looks at.

    `message` has places: {column} is the column's header, {value} the value as read when it holds no long
    number, {detail} a count, a name or one of `details`. A detail that is a key of `instead` has its own message.
    `together` says that it needs other rows than its own; `applied` that what it proposes has been done already:
    the repair is safe, and only told of. `names_rows`: {detail} is the rows of other members, joined with commas.
    """

    id: str
    title: Sentence
    severity: Severity
    subject: Literal["family", "person", "both"]
    columns: tuple[str, ...]
    message: Sentence
    suggestion: Sentence
    reason: Sentence
    details: Mapping[str, Sentence] = field(default_factory=dict)
    instead: Mapping[str, Sentence] = field(default_factory=dict)
    applied: bool = False
    together: bool = False
    names_rows: bool = False

    def told(self, *, column: str, value: str, detail: str) -> Sentence:
        """What it says of one cell; `column` is the header as the file writes it."""
        message = self.instead.get(detail, self.message)
        places = {
            "column": column,
            "value": "…" if _LONG_NUMBER.search(value) else value[:_LONGEST_VALUE],
            "detail": self.details.get(detail, detail),
        }
        return Sentence(message.words, places)

    def sentences(self) -> Iterator[Sentence]:
        """Everything it can say."""
        yield from (self.title, self.message, self.suggestion, self.reason)
        yield from (*self.details.values(), *self.instead.values())


@cache
def catalogue() -> dict[str, Check]:
    """All checks by id, in the order of the file."""
    packed = yaml.safe_load(files("tepat.engine.checks").joinpath("checks.yaml").read_text("utf-8"))
    return {check_id: _check(check_id, **entry) for check_id, entry in packed.items()}


def _check(check_id: str, *, columns: list[str], **entry: Any) -> Check:
    return Check(
        id=check_id, columns=tuple(columns), **{name: _said(name, part) for name, part in entry.items()}
    )


def _said(name: str, part: Any) -> Any:
    """The part of an entry as a Check has it: texts as Sentences, also those of a mapping."""
    if isinstance(part, dict):
        return {key: Sentence(words) for key, words in part.items()}
    return part if name in ("severity", "subject", "applied", "together", "names_rows") else Sentence(part)
