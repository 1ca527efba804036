"""Files come in: stored as they are, under a batch of their own, with a job that reads them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from typing import IO, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.engine.reading import UnreadableFile, archives
from tepat.engine.sentences import Sentence
from tepat.intake.models import Batch, BatchFile, IncomingList
from tepat.platform import audit, files
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job
from tepat.platform.regions.models import Region
from tepat.registry.models import Source
from tepat.registry.services import open_source

from .working import enqueue_work


class ReceiptRefused(Exception):
    """The files cannot be received; the message is shown to the user."""

    for_people = True


@dataclass(frozen=True)
class Incoming:
    """A file on its way in: its name as the giver wrote it, and its bytes."""

    name: str
    stream: IO[bytes]


class _Receive(Protocol):
    """How receive_batch is called."""

    def __call__(
        self, *, by: User, list_name: str, region_code: str, incoming: Sequence[Incoming], layout: str = ""
    ) -> tuple[Batch, Job]: ...


def _sealed_before(keep: Callable[..., tuple[Batch, Job]]) -> _Receive:
    """Check and seal the files first, which takes seconds, and only then open the transaction of `keep`."""

    @wraps(keep)
    def receive(
        *, by: User, list_name: str, region_code: str, incoming: Sequence[Incoming], layout: str = ""
    ) -> tuple[Batch, Job]:
        list_name = _acceptable(list_name, region_code, incoming)
        source = Source.new(kind="list", name=list_name, region_code=region_code)
        with ExitStack() as on_their_way:
            arrivals: dict[str, files.Arrival] = {}
            notes: list[Sentence] = []
            try:
                for item in unpacked(incoming, notes):
                    arrival = on_their_way.enter_context(
                        files.arrive(stream=item.stream, name=item.name, data_key=source.data_key)
                    )
                    _refuse_useless(arrival, arrivals.get(arrival.sha256))
                    arrivals[arrival.sha256] = arrival
            except UnreadableFile as refused:
                raise ReceiptRefused(str(refused)) from refused
            return keep(by=by, source=source, incoming=list(arrivals.values()), layout=layout, notes=notes)

    return receive


def unpacked(incoming: Sequence[Incoming], notes: list[Sentence]) -> Iterator[Incoming]:
    """The files, and of an archive the tables in it; what is left out of one is added to `notes`."""
    for item in incoming:
        with archives.opened(item.stream, item.name) as archive:
            if archive is None:
                yield item
            else:
                notes += archive.notes
                for name, content in archive.tables():
                    yield Incoming(name, content)


def _acceptable(list_name: str, region_code: str, incoming: Sequence[Incoming]) -> str:
    """The list's name as it is kept."""
    list_name = " ".join(list_name.split())
    if not list_name:
        raise ReceiptRefused(_("Nama daftar belum diisi. Tulis nama daftar, misalnya P3KE 2023."))
    if len(list_name) > 100:
        raise ReceiptRefused(_("Nama daftar terlalu panjang. Tulis paling banyak 100 huruf."))
    if not incoming:
        raise ReceiptRefused(_("Belum ada berkas. Pilih berkas keluarga dan berkas individu."))
    if not Region.objects.filter(code=region_code).exists():
        raise ReceiptRefused(
            _("Kode wilayah %(code)s tidak dikenal. Tulis kode Kemendagri, misalnya 64.08.")
            % {"code": region_code}
        )
    return list_name


def _refuse_useless(arrival: files.Arrival, same: files.Arrival | None) -> None:
    if arrival.size == 0:
        raise ReceiptRefused(
            _("Berkas %(name)s kosong (0 bita). Pilih berkas yang berisi data.") % {"name": arrival.name}
        )
    if same is not None:
        raise ReceiptRefused(
            _("Berkas %(one)s dan %(other)s isinya sama persis. Unggah salah satunya saja.")
            % {"one": same.name, "other": arrival.name}
        )


@_sealed_before
@transaction.atomic
def receive_batch(
    *, by: User, source: Source, incoming: Sequence[files.Arrival], layout: str, notes: Sequence[Sentence]
) -> tuple[Batch, Job]:
    """Keep the files, make the batch and enqueue its reading.

    To be called with by, list_name, region_code, incoming (a sequence of Incoming) and layout. `region_code`
    is the regency whose families the list holds; rows of other regions will be held. Raises ReceiptRefused,
    and what files.arrive and files.store raise (a files.FileRefused).
    """
    list_name, region_code = source.name, source.region_code
    listing, _made = IncomingList.objects.get_or_create(
        region_code=region_code, name=list_name, defaults={"created_by": by}
    )
    open_source(by=by, source=source)
    batch = Batch.objects.create(
        list=listing,
        source=source,
        region_code=region_code,
        layout=layout,
        created_by=by,
        notes=[note.kept() for note in notes],
    )
    for position, arrival in enumerate(incoming):
        stored = files.store(by=by, arrival=arrival, region=region_code)
        BatchFile.objects.create(batch=batch, stored=stored, position=position)
    job = enqueue_work(by=by, batch=batch)
    audit.record(
        by=by,
        action="batch.received",
        region=region_code,
        subject=("batch", batch.id),
        detail={"list": list_name, "files": len(incoming)},
    )
    return batch, job
