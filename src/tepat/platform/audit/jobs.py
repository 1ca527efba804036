"""The trail's background work: the daily seal, the hourly one of looks, and the forgetting of old looks."""

from tepat.platform.jobs import chore

from . import context, look_seals, queries, services


@chore("audit.seal")
def seal_when_due() -> None:
    """Seal every chain once a day; two workers at once make two seals, which does no harm."""
    if queries.seal_is_due():
        with context.surroundings(via="worker"):
            services.seal(by=None)


@chore("audit.seal_looks")
def seal_looks_when_due() -> None:
    """Seal the looks of hours that are over; a second worker finds them sealed or is told the same again."""
    if look_seals.due():
        with context.surroundings(via="worker"):
            services.seal_looks(by=None)


@chore("audit.forget_looks")
def forget_looks_when_due() -> None:
    """Remove looks that outlived their rule."""
    if look_seals.outlived():
        with context.surroundings(via="worker"):
            services.forget_looks(by=None)
