"""The kinds of damage as kinds.yaml states them, and the functions that carry them out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml


@dataclass(frozen=True)
class Kind:
    """One kind of damage.

    `check` is the engine's check that should find it at the cells the truth names, "" when nothing is wrong;
    `at` the one file where it does (a head's number stands in both), "" for either; `shows` the check
    that fires instead at rows only affected; `also` others that fairly fire with it; `only` the one format
    in which it can be seen.
    """

    code: str
    title: str
    strikes: str
    rate: float
    check: str
    at: str = ""
    shows: str = ""
    also: tuple[str, ...] = ()
    only: str = ""
    values: tuple[str, ...] = ()


@cache
def kinds() -> dict[str, Kind]:
    """Every kind, by code."""
    text = files("tepat.demo.damage").joinpath("kinds.yaml").read_text("utf-8")
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)["kinds"]
    return {code: Kind(code=code, **_hashable(entry)) for code, entry in entries.items()}


def _hashable(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


Function = TypeVar("Function", bound=Callable[..., bool])
functions: dict[str, Callable[..., bool]] = {}


def carries_out(code: str) -> Callable[[Function], Function]:
    """Register the function of a kind. It answers whether it did anything: some families give no occasion."""

    def register(function: Function) -> Function:
        functions[code] = function
        return function

    return register
