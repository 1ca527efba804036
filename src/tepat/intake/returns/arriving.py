"""Returned workbooks on their way in: taken out of their archives and sealed, each under a source of its own."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tepat.engine.reading import UnreadableFile
from tepat.engine.sentences import Sentence
from tepat.intake.models import PackReturn, PackRound
from tepat.intake.services import Incoming
from tepat.intake.services.receiving import unpacked
from tepat.platform import files
from tepat.registry.models import Source


class ReturnRefused(Exception):
    """What came back cannot be taken; the message is shown to the user."""

    for_people = True


@dataclass(frozen=True)
class Arrived:
    """A sealed workbook and the source that will hold its rows."""

    source: Source
    arrival: files.Arrival


@contextmanager
def arrived(round_: PackRound, incoming: Sequence[Incoming]) -> Iterator[list[Arrived]]:
    """The workbooks, archives opened; one that came twice at once is taken once. Raises ReturnRefused, FileRefused."""
    if not incoming:
        raise ReturnRefused(
            _("Belum ada berkas. Pilih lembar kerja yang sudah diisi, atau ZIP berisi lembar itu.")
        )
    taken: dict[str, Arrived] = {}
    notes: list[Sentence] = []
    with ExitStack() as on_their_way:
        try:
            for item in unpacked(incoming, notes):
                name = item.name.rpartition(" › ")[2]
                source = Source.new(kind="pack", name=name[-200:], region_code=round_.region_code)
                arrival = on_their_way.enter_context(
                    files.arrive(stream=item.stream, name=name, data_key=source.data_key)
                )
                if arrival.size == 0:
                    raise ReturnRefused(
                        _("Berkas %(name)s kosong (0 bita). Pilih lembar kerja yang sudah diisi.")
                        % {"name": name}
                    )
                taken.setdefault(arrival.sha256, Arrived(source, arrival))
        except UnreadableFile as refused:
            raise ReturnRefused(str(refused)) from refused
        yield list(taken.values())


def returns_link(round_: PackRound, made: Sequence[PackReturn]) -> str:
    """The page that shows what came of them."""
    return f"/paket/kembali/{made[0].id}/" if len(made) == 1 else f"/paket/{round_.id}/kembali/"
