"""An answer on its way in, sealed under the key of the source that will hold its rows; and where its page is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tepat.intake.models import CivilAnswer, Referral
from tepat.platform import files
from tepat.registry.models import Source


@contextmanager
def arrived(referral: Referral, name: str, stream: IO[bytes]) -> Iterator[tuple[Source, files.Arrival]]:
    """The source, called as the one who answers, and the sealed file. Raises files.FileRefused."""
    source = Source.new(kind="civil_registry", name=referral.recipient, region_code=referral.region_code)
    with files.arrive(stream=stream, name=name, data_key=source.data_key) as arrival:
        yield source, arrival


def referral_link(referral: Referral) -> str:
    """The page of a referral."""
    return f"/rujukan/{referral.id}/"


def answer_link(answer: CivilAnswer) -> str:
    """The page of an answer."""
    return f"/rujukan/jawaban/{answer.id}/"
