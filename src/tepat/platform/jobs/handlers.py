"""Which function carries out which job: areas register theirs in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Function = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Handler:
    """A registered function: what it is called in lists, and how often a fault is tried again."""

    name: str
    title: str | Promise
    max_attempts: int
    function: Function


HANDLERS: dict[str, Handler] = {}


def handler(name: str, *, title: str | Promise, max_attempts: int = 3) -> Callable[[Function], Function]:
    """Register a function as the handler of `name`; it takes a Run and the job's arguments by name."""

    def register(function: Function) -> Function:
        HANDLERS[name] = Handler(name, title, max_attempts, function)
        return function

    return register
