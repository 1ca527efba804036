"""What the register of processing was changed to, and what was erased under it."""

from .erasure import Erasure
from .longer_keeping import LongerKeeping
from .processing_version import ProcessingVersion

__all__ = ["Erasure", "LongerKeeping", "ProcessingVersion"]
