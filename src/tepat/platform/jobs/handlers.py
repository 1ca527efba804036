"""Which function carries out which job: areas register theirs in AppConfig.ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tepat.engine.sentences import Sentence

Function = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Receipt:
    """What a finished job shows: counts that add up to `total`. A part holds label, value and maybe href."""

    title: str
    total: int
    label: str
    parts: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Handler:
    """A registered function: what it is called in lists, how often a fault is tried again.

    `receipt` turns the result that the function returned into what the job's page shows, in the reader's
    language.
    """

    name: str
    title: Sentence
    max_attempts: int
    function: Function
    receipt: Callable[[dict[str, Any]], Receipt | None] | None = None


HANDLERS: dict[str, Handler] = {}


def handler(
    name: str,
    *,
    title: Sentence,
    max_attempts: int = 3,
    receipt: Callable[[dict[str, Any]], Receipt | None] | None = None,
) -> Callable[[Function], Function]:
    """Register a function as the handler of `name`; it takes a Run and the job's arguments by name.

    It is called again after a fault or a kill, so it goes on from what it finds done, and asks `run.fence()`
    in every transaction that writes. Arguments and result hold ids and counts, never a person's data.
    """

    def register(function: Function) -> Function:
        HANDLERS[name] = Handler(name, title, max_attempts, function, receipt)
        return function

    return register
