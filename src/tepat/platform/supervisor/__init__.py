"""`tepat serve`: the web server and the worker as children of one process that keeps them alive.

A child that ends is started again, ever more slowly when it ends at once. SIGTERM or SIGINT lets both finish
what they are at: gunicorn its requests, the worker its step. Only processes started here are ever signalled.
The listening socket is this process's own and handed down, so that nobody is turned away while the web server
starts again, and the port found free is the port that is served.
"""

import signal
import socket
import threading
from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from .announcing import announce
from .children import Child, keep
from .locking import AlreadyServing, only_one

__all__ = ["AlreadyServing", "Child", "PortTaken", "free_port", "listen", "run", "serve", "web", "worker"]

PORTS_TRIED = 50
BACKLOG = 512


class PortTaken(Exception):
    """No port is free; the message says which were tried."""

    for_people = True


def listen(host: str, wanted: int) -> socket.socket:
    """A listening socket at that port, or at the next one that is free. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen(BACKLOG)
        except PermissionError:
            listening.close()
            raise PortTaken(
                _("Gerbang %(port)s hanya boleh dipakai root. Pilih --port 1024 atau lebih.") % {"port": port}
            ) from None
        except OSError:
            listening.close()
            continue
        return listening
    raise PortTaken(
        _("Gerbang %(first)s sampai %(last)s di %(host)s terpakai semua. Pilih --port lain.")
        % {"first": wanted, "last": wanted + PORTS_TRIED - 1, "host": host}
    )


def free_port(host: str, wanted: int) -> int:
    """The port itself, or the next one that is free now."""
    with listen(host, wanted) as listening:
        return int(listening.getsockname()[1])


def web(listening: socket.socket) -> Child:
    """gunicorn on a socket that listens already."""
    number = listening.fileno()
    return Child("web", ("web", str(number)), keep_open=(number,))


def worker() -> Child:
    """One worker."""
    return Child("worker", ("worker",))


def run(children: Sequence[Child], stop: threading.Event) -> None:
    """Start the children and keep them alive until `stop`; then let them finish, and return when all have."""
    keep(children, stop)


def serve(host: str, port: int, *, on_ready: Callable[[str], None]) -> int:
    """Run web and worker until told to stop. `on_ready` is called once, with the address. Returns 0.

    Raises AlreadyServing when another holds this data folder, and PortTaken.
    """
    with only_one(settings.DATA) as note, listen(host, port) as listening:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            # By a thread: a handler runs inside the main one, which may be holding the event's own lock.
            signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
        url = address(host, listening.getsockname()[1])
        note(url)
        announcing = threading.Thread(target=announce, args=(listening, url, stop, on_ready), daemon=True)
        announcing.start()
        run([web(listening), worker()], stop)
    return 0


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds it."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown, not bound
    return f"http://{shown}:{port}/"
