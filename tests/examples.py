"""How many examples a test draws: few in `make test`, many in `make soak`.

A module that asks carries the mark `examples`, by which `make soak` finds it.
"""

import os


def examples(few: int, *, many: int) -> int:
    """`few`, or `many` when TEPAT_SOAK asks for the long form."""
    return many if os.environ.get("TEPAT_SOAK") else few
