"""What a fault means for a job: words for people, a place for the operator, and whether to try again."""

import traceback
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from tepat.engine.sentences import Sentence

# More tries than a handler asked for when only the database was away or busy.
PATIENCE = 20
_PASSING = (
    "locked",
    "busy",
    "connection",
    "terminating",
    "deadlock",
    "serialize",
    "timeout",
    "shutting down",
)


class JobRefused(Exception):
    """Raised by a handler when trying again is of no use; the message is shown to the user."""

    for_people = True


@dataclass(frozen=True)
class Trouble:
    """A fault, read."""

    sentence: Sentence
    detail: str
    tries: int


def passing(fault: BaseException) -> bool:
    """Whether the database was only busy or away for a moment."""
    text = str(fault).lower()
    return isinstance(fault, InterfaceError) or (
        isinstance(fault, OperationalError) and any(word in text for word in _PASSING)
    )


def read(fault: Exception, *, attempt: int, max_attempts: int) -> Trouble:
    """What to write down. The detail names kinds and places in code, never a message: it may hold data."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    detail = f"{type(fault).__name__} {places}"
    if isinstance(fault, JobRefused):
        return Trouble(Sentence.of(fault), detail, 0)
    if getattr(fault, "for_people", False):
        return Trouble(Sentence.of(fault), detail, max_attempts)
    if _disk_full(fault):
        sentence = Sentence(
            "Disk server penuh. Minta operator mengosongkan ruang, lalu ulangi pekerjaan ini."
        )
        return Trouble(sentence, detail, max_attempts)
    sentence = Sentence(
        "Pekerjaan ini gagal setelah {n} kali dicoba. Hubungi operator dan sebut nomor pekerjaannya.",
        {"n": attempt},
    )
    return Trouble(sentence, detail, max_attempts + (PATIENCE if passing(fault) else 0))


def _disk_full(fault: BaseException) -> bool:
    from tepat.platform.files.refusals import no_room

    return no_room(fault)
