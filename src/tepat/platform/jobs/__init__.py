"""Background work: enqueued in the caller's transaction, done by a worker, visible to who asked for it.

    @handler("intake.read_batch", title=Sentence("Membaca berkas"))
    def read(run: Run, *, batch_id: str) -> dict[str, object]: ...

    enqueue("intake.read_batch", by=user, region="64.08", title=…, arguments={"batch_id": …}, link=…)

Why a table of our own: docs/adr/0002-jobs-in-one-table.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .chores import chore
from .handlers import Receipt, handler
from .interruptions import Cancelled, LeaseLost
from .troubles import JobRefused

if TYPE_CHECKING:
    from .models import Job as Job
    from .running import Run as Run
    from .running import run_now as run_now
    from .services import cancel_job as cancel_job
    from .services import enqueue as enqueue

_WHERE = {
    "Job": "models",
    "Run": "running",
    "cancel_job": "services",
    "enqueue": "services",
    "run_now": "running",
}
__all__ = [
    "Cancelled",
    "Job",
    "JobRefused",
    "LeaseLost",
    "Receipt",
    "Run",
    "cancel_job",
    "chore",
    "enqueue",
    "handler",
    "run_now",
]


def __getattr__(name: str) -> Any:
    # Lazily, because models may be imported only after Django has set up its apps.
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
