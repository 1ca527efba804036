"""Small things that fall due by the clock and need nobody to ask: a worker looks every few minutes.

A chore asks by itself whether it is due, and does no harm when two workers ask at once. Long work is none:
a chore enqueues a job for it.
"""

import logging
from collections.abc import Callable

from django.db import Error

_log = logging.getLogger(__name__)
CHORES: dict[str, Callable[[], object]] = {}


def chore(name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function to be called every few minutes by a worker."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        CHORES[name] = function
        return function

    return register


def tend() -> None:
    """Do what is due. A chore that fails is written to the log and tried again next time."""
    for name, function in CHORES.items():
        try:
            function()
        except Error:
            raise
        except Exception:
            _log.exception("chore %s failed", name)
