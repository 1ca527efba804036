"""Single steps of an import as processes of their own.

python -m tests.soak.steps worker | receive FILE… | accept ID | resume ID | state ID | contents ID
"""

import json
import os
import sys
from contextlib import ExitStack
from datetime import timedelta
from hashlib import sha256
from pathlib import Path


def main(word: str, *rest: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    django.setup()
    from tepat.intake import services
    from tepat.intake.batches.queries import counts_of
    from tepat.intake.models import Batch
    from tepat.platform.accounts.models import User

    system = User.objects.system()
    if word == "worker":
        from tepat.platform.jobs import claiming, running, worker

        # Half a minute's lease after each of many kills would be most of the test.
        claiming.LEASE = running.LEASE = timedelta(seconds=3)
        claiming.BEAT_SECONDS = 0.5
        sys.exit(worker.main())
    if word == "receive":
        with ExitStack() as stack:
            opened = [(Path(name).name, stack.enter_context(Path(name).open("rb"))) for name in rest]
            incoming = [services.Incoming(name, stream) for name, stream in opened]
            batch, _job = services.receive_batch(
                by=system, list_name="P3KE 2023", region_code="64.08", incoming=incoming
            )
        print(batch.id)
        return
    batch = Batch.objects.get(id=rest[0])
    if word == "accept":
        services.accept_batch(by=system, batch=batch)
    elif word == "resume":
        services.resume_batch(by=system, batch=batch)
    elif word == "contents":
        from tests.factories.lists import contents

        # A digest a table: a whole registry would be megabytes on the way out.
        told = {
            name: (len(rows), sha256("\n".join(rows).encode()).hexdigest())
            for name, rows in contents().items()
        }
        print(json.dumps(told))
    else:
        print(json.dumps({**counts_of(batch), "state": batch.state}))


if __name__ == "__main__":
    main(*sys.argv[1:])
