"""A worker as a process of its own on the tests' database, to be stopped and killed by them.

python -m tests.integration.platform.worker_process DATABASE-NAME LEASE-SECONDS
"""

import os
import sys
from datetime import timedelta


def main(database: str, lease: str) -> int:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from tepat.platform.jobs import claiming, running, worker
    from tests.integration.platform import job_handlers

    claiming.LEASE = running.LEASE = timedelta(seconds=float(lease))
    claiming.BEAT_SECONDS = float(lease) / 6
    running.PROGRESS_SECONDS = 0.05
    with job_handlers.registered():
        return worker.main()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
