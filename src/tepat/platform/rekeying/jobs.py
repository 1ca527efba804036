"""The two walks of a change of the keys: sealing anew, and the last look before the old keys go."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tepat.platform.crypto import keys
from tepat.platform.jobs import Run, handler

from . import changing, services
from .models import KeyChange
from .sweeping import sweep

# A walk that is disturbed goes on where it stood.
_TRIES = 50


@handler(changing.RESEAL_JOB, title=changing.TITLES[changing.RESEAL_JOB], max_attempts=_TRIES)
def reseal(run: Run, *, change_id: str) -> dict[str, Any]:
    """Seal everything anew; what is done is not done again."""
    change = KeyChange.objects.get(id=UUID(change_id))
    if change.resealed_at is None:
        sweep(run, change)
        with transaction.atomic():
            run.fence()
            services.end_resealing(by=run.job.created_by, change=change)
    return {"looked_at": change.done}


@handler(changing.RETIRE_JOB, title=changing.TITLES[changing.RETIRE_JOB], max_attempts=_TRIES)
def retire(run: Run, *, change_id: str) -> dict[str, Any]:
    """Look through everything once more, for what was written meanwhile, then drop the old keys."""
    change = KeyChange.objects.get(id=UUID(change_id))
    if change.retired_at is None:
        found = sweep(run, change) if change.renews else 0
        changing.drop_old_keys(by=run.job.created_by, change=change, fence=run.fence)
        return {"looked_at": change.done, "sealed_late": found}
    # Cut off between the two ends: the secrets are gone, the file is not.
    keys.drop_old_master()
    return {"looked_at": change.done}
