"""One walk through everything sealed: what an old key sealed is sealed under the new one, step by step."""

import time

from django.db import transaction
from django.db.models import F

from tepat.engine.sentences import Sentence
from tepat.platform.jobs import Run

from . import places
from .models import KeyChange

STAGE = Sentence("Menyegel ulang")
# Others write in between: a step takes some tens of milliseconds on SQLite.
PAUSE_SECONDS = 0.005
# Where a place has been walked through; no row's id.
_ENDED = "-"


def sweep(run: Run, change: KeyChange) -> int:
    """Go on where the change stands, to the end; how many values an old key had sealed."""
    everywhere = places.in_order()
    total = sum(place.count() for place in everywhere)
    stale = 0
    for place in everywhere:
        if place.name < change.place or (place.name, _ENDED) == (change.place, change.after):
            continue
        after = change.after if place.name == change.place else ""
        while True:
            page = place.page(after)
            stale += page.stale
            with transaction.atomic():
                run.fence()
                page.write()
                mine = KeyChange.objects.filter(id=change.id)
                mine.update(place=place.name, after=page.after or _ENDED, done=F("done") + page.seen)
            change.done += page.seen
            run.progress(stage=STAGE, done=change.done, total=max(total, change.done))
            if not (after := page.after):
                break
            if page.stale:
                time.sleep(PAUSE_SECONDS)
    return stale
