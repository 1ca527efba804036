"""A worker as a process of its own that the kernel kills at one exact moment of its work.

python -m tests.integration.intake.doomed_worker DATABASE-NAME ACTION NUMBER MOMENT

Every service records what it does, inside its transaction. So the NUMBER-th record of ACTION is a moment that
can be named: "before" kills with the transaction open and everything of the step written, "after" as soon as
it is committed. Without an ACTION the worker lives until it is told to end.
"""

import os
import signal
import sys
from typing import Any

STEP, FAMILIES_A_STEP, ROWS_A_STEP, CLAIMS_A_STEP = 4, 2, 4, 2


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _doom(action: str, number: int, moment: str) -> None:
    from django.db import transaction

    from tepat.platform import audit

    record = audit.record
    left = [number]

    def last_record(**said: Any) -> Any:
        event = record(**said)
        if said["action"] == action:
            left[0] -= 1
            if left[0] == 0:
                _die() if moment == "before" else transaction.on_commit(_die)
        return event

    audit.record = last_record  # type: ignore[assignment]


def main(database: str, action: str = "", number: str = "1", moment: str = "before") -> int:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from tepat.intake import jobs, reading
    from tepat.intake.exchange import jobs as exchange
    from tepat.intake.services import refusing, withdrawing
    from tepat.platform.jobs import worker

    reading.STEP, jobs.FAMILIES_A_STEP, refusing.ROWS_A_STEP = STEP, FAMILIES_A_STEP, ROWS_A_STEP
    withdrawing.FAMILIES_A_STEP, withdrawing.ROWS_A_STEP = FAMILIES_A_STEP, ROWS_A_STEP
    exchange.ROWS_A_STEP, exchange.CLAIMS_A_STEP = CLAIMS_A_STEP, CLAIMS_A_STEP
    _doom(action, int(number), moment)
    return worker.main()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
