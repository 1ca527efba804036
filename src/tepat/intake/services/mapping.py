"""Reading a batch again with the layout that its officer made for it."""

from django.db import transaction

from tepat.engine.layouts import office
from tepat.intake.models import Batch, UnknownTable
from tepat.intake.transitions import require
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job

from .office_layouts import keep_office_layout
from .working import enqueue_work


@transaction.atomic
def map_batch(*, by: User, batch: Batch, definition: office.Definition) -> Job:
    """Keep the layout for the batch's regency and read the batch, which could not be read, once more.

    What was kept of its unknown tables goes; the reading keeps again what is still unknown. `definition` comes
    from office.define or office.read. Raises TransitionRefused and LayoutRefused.
    """
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "map")
    kept = keep_office_layout(by=by, region_code=batch.region_code, definition=definition)
    UnknownTable.objects.filter(file__batch=batch).delete()
    batch.state = Batch.State.READING
    batch.trouble = ""
    batch.save(update_fields=["state", "trouble"])
    audit.record(
        by=by,
        action="batch.mapped",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"title": kept.title},
    )
    return enqueue_work(by=by, batch=batch)
