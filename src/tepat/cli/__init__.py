"""The command line: thin. Each command parses its words, calls a service or query, and prints what came of it.

JSON alone on stdout with --json, progress and sentences on stderr. Exit 0 done (held rows included), 2 refused,
1 fault.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tepat.config.settings")


def main() -> None:
    """The `tepat` command."""
    from .app import run

    run()
