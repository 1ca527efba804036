"""Batches that went the real way: received, read by the job, accepted."""

import io
from collections.abc import Mapping

from tepat.intake import services
from tepat.intake.models import Batch
from tepat.platform import jobs
from tepat.platform.accounts.models import User


def checked_batch(
    files: Mapping[str, bytes], *, by: User | None = None, region: str = "64.08", name: str = "P3KE 2023"
) -> Batch:
    """A batch that has been read and checked and waits for a decision."""
    batch, job = services.receive_batch(
        by=by or User.objects.system(),
        list_name=name,
        region_code=region,
        incoming=[services.Incoming(file, io.BytesIO(content)) for file, content in files.items()],
    )
    finished = jobs.run_now(job)
    assert finished.state == "done", finished.error_detail or finished.error
    batch.refresh_from_db()
    return batch


def accepted_batch(
    files: Mapping[str, bytes], *, by: User | None = None, region: str = "64.08", name: str = "P3KE 2023"
) -> Batch:
    """A batch whose sound rows are in the registry."""
    batch = checked_batch(files, by=by, region=region, name=name)
    finished = jobs.run_now(services.accept_batch(by=by or User.objects.system(), batch=batch))
    assert finished.state == "done", finished.error_detail or finished.error
    batch.refresh_from_db()
    return batch
