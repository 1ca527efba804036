"""What ends an attempt from outside. Handlers let these pass; they are no faults.

They stand beside Exception, as KeyboardInterrupt does, so that no handler's `except Exception` keeps them.
"""


class Interruption(BaseException):
    """The attempt is to end here, at a whole step."""


class LeaseLost(Interruption):
    """Another attempt has taken the job over: stop, write nothing more."""


class Cancelled(Interruption):
    """Somebody asked for the job to stop."""


class Stopping(Interruption):
    """This worker is told to end: the job goes back to the queue."""
