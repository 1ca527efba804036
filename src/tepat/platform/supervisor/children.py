"""Processes kept alive: started, started again, drained. What runs inside them stands in child.py."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

DRAIN_SECONDS = 30
STABLE_SECONDS = 20
LONGEST_PAUSE = 30.0
LOOK_EVERY = 0.2
_log = logging.getLogger(__name__)


@dataclass
class Child:
    """One process to keep alive: what it is to be, and the files it inherits."""

    name: str
    words: Sequence[str]
    keep_open: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    _started: float = 0.0
    _due: float = 0.0

    def start(self) -> None:
        """Start it, in a session of its own so that a Ctrl-C reaches it through us alone."""
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tepat.platform.supervisor.child", str(os.getpid()), *self.words],
            pass_fds=tuple(self.keep_open),
            start_new_session=True,
        )

    def tend(self) -> None:
        """Start it again when it has ended and its time has come."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            # After a stable run at once, later and later when it keeps ending.
            self.failures = 0 if now - self._started > STABLE_SECONDS else self.failures + 1
            self._due = now + (min(LONGEST_PAUSE, 0.5 * 2 ** min(self.failures, 8)) if self.failures else 0)
            _log.warning("%s ended with %s, failure %s in a row", self.name, code, self.failures)
        if self.process is None and now >= self._due:
            self.start()

    def ask_to_end(self) -> None:
        """SIGTERM, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_until(self, deadline: float) -> None:
        """Until it has ended; what has not is killed: its lease lapses, its work is taken up again."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _log.warning("%s did not end in %s s and was killed", self.name, DRAIN_SECONDS)
            self.process.kill()
            self.process.wait()


def keep(children: Sequence[Child], stop: threading.Event) -> None:
    """Keep them alive until `stop`, then drain."""
    try:
        while not stop.is_set():
            for child in children:
                child.tend()
            stop.wait(LOOK_EVERY)
    finally:
        for child in children:
            child.ask_to_end()
        deadline = time.monotonic() + DRAIN_SECONDS
        for child in children:
            child.wait_until(deadline)
