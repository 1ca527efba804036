"""The trail of what was written, revealed and looked at: appended only, chained per regency, sealed daily.

`from tepat.platform import audit; audit.record(by=…, action="batch.accepted", …)` in every service.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .looking import looked as looked
    from .recording import by_chain as by_chain
    from .recording import position as position
    from .recording import record as record
    from .verification import Problem as Problem
    from .verification import verify as verify

__all__ = ["by_chain", "looked", "position", "record", "verify"]


def __getattr__(name: str) -> Any:
    # Lazily, because models may be imported only after Django has set up its apps.
    if name in ("by_chain", "position", "record"):
        from . import recording

        return getattr(recording, name)
    if name == "looked":
        from . import looking

        return looking.looked
    if name in ("verify", "Problem"):
        from . import verification

        return getattr(verification, name)
    raise AttributeError(name)
