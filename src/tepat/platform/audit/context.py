"""What every event of one request or one run has in common: its id, the address it came from, the way in.

The middleware binds it for the web, the command line and the worker for theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """Where an event comes from."""

    request_id: str = ""
    ip: str = ""
    via: str = ""


_NOWHERE = Surroundings()
_current: ContextVar[Surroundings] = ContextVar("tepat_audit_surroundings", default=_NOWHERE)


def current() -> Surroundings:
    """The surroundings of the code that runs now."""
    return _current.get()


@contextmanager
def surroundings(*, request_id: str = "", ip: str = "", via: str = "") -> Iterator[None]:
    """Bind them for what runs inside."""
    token = _current.set(Surroundings(request_id[:64], ip[:45], via[:12]))
    try:
        yield
    finally:
        _current.reset(token)
