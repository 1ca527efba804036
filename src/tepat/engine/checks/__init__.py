"""What can be wrong with a list's rows: one small function a check, each with a stable id.

`stage` turns texts into normalised columns, `settle` adds what only all rows together say, `run` gives every
finding of a batch as one frame. Texts, severities and reasons are data (checks.yaml). What a finding does to a
row (held, accepted) is decided by the severity, in tepat.intake.
"""

from tepat.engine.checks.catalogue import SEVERITIES, Check, catalogue
from tepat.engine.checks.context import Context
from tepat.engine.checks.proposals import bounds, certainty
from tepat.engine.checks.registry import KNOWN_SCHEMA
from tepat.engine.checks.running import FINDINGS_SCHEMA, run
from tepat.engine.checks.settling import settle
from tepat.engine.checks.staging import stage

__all__ = [
    "FINDINGS_SCHEMA",
    "KNOWN_SCHEMA",
    "SEVERITIES",
    "Check",
    "Context",
    "bounds",
    "catalogue",
    "certainty",
    "run",
    "settle",
    "stage",
]
