"""The trail: events that are only ever added, and where each chain of them stands."""

from .chain import AuditChain
from .event import AuditEvent

__all__ = ["AuditChain", "AuditEvent"]
