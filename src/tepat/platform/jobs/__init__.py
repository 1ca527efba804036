"""Background work: enqueued in the caller's transaction, carried out by a worker, visible to who asked for it.

@handler("intake.read_batch", title=_("Membaca berkas"))
def read(run: Run, *, batch_id: str) -> dict: ...

enqueue("intake.read_batch", by=user, region="64.08", title=…, arguments={"batch_id": …})
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .handlers import handler

if TYPE_CHECKING:
    from .models import Job as Job
    from .running import Cancelled as Cancelled
    from .running import LeaseLost as LeaseLost
    from .running import Run as Run
    from .running import run_now as run_now
    from .services import cancel_job as cancel_job
    from .services import enqueue as enqueue

_WHERE = {
    "Cancelled": "running",
    "Job": "models",
    "LeaseLost": "running",
    "Run": "running",
    "cancel_job": "services",
    "enqueue": "services",
    "run_now": "running",
}
__all__ = ["Cancelled", "Job", "LeaseLost", "Run", "cancel_job", "enqueue", "handler", "run_now"]


def __getattr__(name: str) -> Any:
    # Lazily, because models may be imported only after Django has set up its apps.
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
