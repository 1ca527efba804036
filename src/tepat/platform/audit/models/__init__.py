"""The trail: events that are only ever added, where each chain of them stands, and looks beside them."""

from .chain import AuditChain
from .event import AuditEvent
from .look import Look

__all__ = ["AuditChain", "AuditEvent", "Look"]
