"""Single steps of an import as processes of their own.

python -m tests.soak.steps receive FILE… | accept ID | state ID | contents ID
"""

import json
import os
import sys
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path


def main(word: str, *rest: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    django.setup()
    from tepat.intake import queries, services
    from tepat.intake.models import Batch
    from tepat.platform.accounts.models import User
    from tepat.platform.jobs.models import Job

    system = User.objects.system()
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
    elif word == "contents":
        from tests.factories.lists import contents

        # A digest a table: a whole registry would be megabytes on the way out.
        told = {
            name: (len(rows), sha256("\n".join(rows).encode()).hexdigest())
            for name, rows in contents().items()
        }
        print(json.dumps(told))
    else:
        attempts = list(Job.objects.values_list("attempt", flat=True))
        print(json.dumps({**queries.counts_of(batch), "state": batch.state, "attempts": attempts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
