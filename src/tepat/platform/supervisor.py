"""`tepat serve`: the web server and the worker as children of one process that keeps them alive.

A child that ends is started again, ever more slowly when it ends at once. SIGTERM or SIGINT lets both finish
what they are at: gunicorn its requests, the worker its step. Only processes started here are ever signalled.
"""

import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings

PORTS_TRIED = 50
DRAIN_SECONDS = 30
STABLE_SECONDS = 20
_log = logging.getLogger(__name__)


class AlreadyServing(Exception):
    """Another `tepat serve` holds this data folder; the message says so."""


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start it, in a group of its own so that a Ctrl-C reaches it through us alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env={**os.environ, **self.environment}, start_new_session=True
        )

    def ended(self) -> bool:
        """Whether it is not running."""
        return self.process is None or self.process.poll() is not None

    def plan_restart(self) -> None:
        """When to start it again: at once after a stable run, later and later when it keeps ending."""
        stable = time.monotonic() - self.started > STABLE_SECONDS
        self.failures = 0 if stable else self.failures + 1
        self.due = time.monotonic() + min(30.0, 0.5 * 2**self.failures)
        _log.warning("%s ended with %s", self.name, self.process.returncode if self.process else None)
        self.process = None


def free_port(host: str, wanted: int) -> int:
    """The port itself, or the next one that is free."""
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise AlreadyServing(
        f"Gerbang {wanted} sampai {wanted + PORTS_TRIED - 1} terpakai semua. Pilih --port lain."
    )


def web(host: str, port: int) -> Child:
    """gunicorn with threads: two processes, so that one slow request does not hold the others."""
    command = [
        sys.executable, "-m", "gunicorn", "tepat.config.wsgi:application",
        "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread",
        "--preload", "--timeout", "120", "--graceful-timeout", str(DRAIN_SECONDS - 5),
        "--limit-request-line", "4094", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    return Child("web", command)


def worker() -> Child:
    """The worker, by the command a person would use."""
    return Child("worker", [sys.executable, "-m", "tepat", "worker"])


def serve(host: str, port: int, *, on_ready: Callable[[str], None]) -> int:
    """Run web and worker until told to stop. `on_ready` is called once with the address. Returns 0."""
    lock = _lock(settings.DATA)
    try:
        port = free_port(host, port)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        children = [web(host, port), worker()]
        url = f"http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{port}/"
        (settings.DATA / "serve.url").write_text(url)
        threading.Thread(target=_announce, args=(url, stop, on_ready), daemon=True).start()
        _keep(children, stop)
    finally:
        (settings.DATA / "serve.url").unlink(missing_ok=True)
        lock.close()
    return 0


def _lock(data: Path) -> IO[str]:
    file = (data / "serve.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        running = data / "serve.url"
        at = f" di {running.read_text()}" if running.exists() else ""
        raise AlreadyServing(f"Tepat sudah berjalan{at} dengan folder data {data}.") from None
    return file


def _announce(url: str, stop: threading.Event, on_ready: Callable[[str], None]) -> None:
    for _try in range(600):
        if stop.wait(0.1):
            return
        try:
            with urllib.request.urlopen(url + "healthz", timeout=5):  # noqa: S310 - our own address
                on_ready(url)
                return
        except OSError:
            continue


def _keep(children: list[Child], stop: threading.Event) -> None:
    for child in children:
        child.start()
    while not stop.wait(0.2):
        for child in children:
            if child.process is not None and child.ended():
                child.plan_restart()
            elif child.process is None and time.monotonic() >= child.due:
                child.start()
    _drain(children)


def _drain(children: list[Child]) -> None:
    """Ask all to finish; kill what has not after a while."""
    for child in children:
        if not child.ended() and child.process is not None:
            child.process.terminate()
    deadline = time.monotonic() + DRAIN_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
