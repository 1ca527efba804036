"""Files come in: stored as they are, under a batch of their own, with a job that reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.intake.models import Batch, BatchFile, IncomingList
from tepat.platform import audit, files
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job, enqueue
from tepat.platform.regions.models import Region
from tepat.registry.services import open_source

READ_JOB = "intake.read_batch"


class ReceiptRefused(Exception):
    """The files cannot be received; the message is shown to the user."""

    for_people = True


@dataclass(frozen=True)
class Incoming:
    """A file on its way in: its name as the giver wrote it, and its bytes."""

    name: str
    stream: IO[bytes]


@transaction.atomic
def receive_batch(
    *, by: User, list_name: str, region_code: str, incoming: Sequence[Incoming], layout: str = ""
) -> tuple[Batch, Job]:
    """Store the files, make the batch and enqueue its reading.

    `region_code` is the regency whose families the list holds; rows of other regions will be held. Raises
    ReceiptRefused, and what files.store raises (a files.FileRefused).
    """
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
    listing, _made = IncomingList.objects.get_or_create(
        region_code=region_code, name=list_name, defaults={"created_by": by}
    )
    source = open_source(by=by, kind="list", name=list_name, region_code=region_code)
    batch = Batch.objects.create(
        list=listing, source=source, region_code=region_code, layout=layout, created_by=by
    )
    kept: dict[object, str] = {}
    for position, item in enumerate(incoming):
        stored = files.store(
            by=by, stream=item.stream, name=item.name, data_key=source.data_key, region=region_code
        )
        if stored.size == 0:
            raise ReceiptRefused(
                _("Berkas %(name)s kosong (0 bita). Pilih berkas yang berisi data.") % {"name": item.name}
            )
        if stored.id in kept:
            raise ReceiptRefused(
                _("Berkas %(one)s dan %(other)s isinya sama persis. Unggah salah satunya saja.")
                % {"one": kept[stored.id], "other": item.name}
            )
        kept[stored.id] = item.name
        BatchFile.objects.create(batch=batch, stored=stored, position=position)
    job = enqueue(
        READ_JOB,
        by=by,
        region=region_code,
        title=_("Membaca %(name)s") % {"name": list_name},
        arguments={"batch_id": str(batch.id)},
        link=f"/masuk/{batch.id}/",
    )
    audit.record(
        by=by,
        action="batch.received",
        region=region_code,
        subject=("batch", batch.id),
        detail={"list": list_name, "files": len(incoming)},
    )
    return batch, job
