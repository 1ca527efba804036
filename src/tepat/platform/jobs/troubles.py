"""What a fault means for a job: words for people, a place for the operator, and whether to try again."""

import traceback
from dataclasses import dataclass

from tepat.engine.sentences import Sentence
from tepat.platform.database import faults
from tepat.platform.files.refusals import no_room

# More tries than a handler asked for when only the database was away or busy.
PATIENCE = 20


class JobRefused(Exception):
    """Raised by a handler when trying again is of no use; the message is shown to the user."""

    for_people = True


@dataclass(frozen=True)
class Trouble:
    """A fault, read."""

    sentence: Sentence
    detail: str
    tries: int


def read(fault: Exception, *, attempt: int, max_attempts: int) -> Trouble:
    """What to write down. The detail names kinds and places in code, never a message: it may hold data."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    detail = f"{type(fault).__name__} {places}"
    if isinstance(fault, JobRefused):
        return Trouble(Sentence.of(fault), detail, 0)
    if getattr(fault, "for_people", False):
        return Trouble(Sentence.of(fault), detail, max_attempts)
    if disk := _full(fault):
        sentence = Sentence(
            "{disk} penuh, sehingga pekerjaan ini berhenti; yang sudah tertulis tetap utuh. "
            "Minta operator mengosongkan ruang, lalu lanjutkan pekerjaan ini.",
            {"disk": disk},
        )
        return Trouble(sentence, detail, 0)  # trying again is of no use before somebody made room
    sentence = Sentence(
        "Pekerjaan ini gagal setelah {n} kali dicoba. Hubungi operator dan sebut nomor pekerjaannya.",
        {"n": attempt},
    )
    return Trouble(sentence, detail, max_attempts + (PATIENCE if faults.passing(fault) else 0))


def _full(fault: BaseException) -> Sentence | None:
    """Which disk is full; None when none is."""
    if faults.no_room(fault):
        return Sentence("Disk basis data di server")
    return Sentence("Disk berkas di server") if no_room(fault) else None
