"""The trail's background work: the daily seal."""

from tepat.platform.jobs import chore

from . import context, queries, services


@chore("audit.seal")
def seal_when_due() -> None:
    """Seal every chain once a day; two workers at once make two seals, which does no harm."""
    if queries.seal_is_due():
        with context.surroundings(via="worker"):
            services.seal(by=None)
