"""Counting what a batch would change, in the background; nothing is written but the counts."""

from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.intake.models import Batch
from tepat.intake.services.working import PREVIEW_JOB
from tepat.platform.jobs import Run, handler

from . import services
from .noting import list_before
from .previewing import compared
from .queries import Counts, by_kind


@handler(PREVIEW_JOB, title=Sentence("Membandingkan dengan registri"), max_attempts=3)
def preview(run: Run, *, batch_id: str) -> dict[str, object]:
    """Compare a checked batch with the registry. Ends early once somebody decides on it: then it is told for good."""
    batch = Batch.objects.select_related("source__data_key", "list").get(id=batch_id)
    before = list_before(batch)
    begun_at, counts, done = timezone.now(), Counts(), 0
    if before is not None:
        for rows, told in compared(batch, before):
            batch.refresh_from_db(fields=["state"])
            if batch.state != Batch.State.CHECKED:
                return {}
            counts += told
            done += rows
            run.progress(stage=Sentence("Membandingkan dengan registri"), done=done, total=batch.pending)
        services.keep_preview(by=run.job.created_by, batch=batch, run=run, counts=counts, begun_at=begun_at)
    return dict(by_kind(counts))
