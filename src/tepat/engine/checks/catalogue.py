"""The checks as their data file states them: texts, severity, reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

Severity = Literal["note", "warning", "hold"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "hold")


@dataclass(frozen=True)
class Check:
    """One check. `subject` is family, person or both; `columns` are the canonical columns it looks at.

    `message` is an Indonesian template: {column} becomes the column's header, {value} the value as read when
    it holds no long number, {detail} a count or one of `details`.
    """

    id: str
    title: str
    severity: Severity
    subject: Literal["family", "person", "both"]
    columns: tuple[str, ...]
    message: str
    suggestion: str
    reason: str
    details: Mapping[str, str] = field(default_factory=dict)


@cache
def catalogue() -> dict[str, Check]:
    """All checks by id, in the order of the file."""
    packed = yaml.safe_load(files("tepat.engine.checks").joinpath("checks.yaml").read_text("utf-8"))
    return {
        check_id: Check(id=check_id, **{**entry, "columns": tuple(entry["columns"])})
        for check_id, entry in packed.items()
    }
