"""`tepat serve`: the web server and the worker as children of one process that keeps them alive.

A child that ends is started again, ever more slowly when it ends at once. SIGTERM or SIGINT lets both finish
what they are at: gunicorn its requests, the worker its step. Only processes started here are ever signalled.
The listening socket is this process's own and handed down, so that nobody is turned away while the web server
starts again, and the port found free is the port that is served.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from django.conf import settings
from django.utils.translation import gettext as _

from tepat.platform.crypto import certificates
from tepat.platform.operating import figures

from .announcing import announce
from .children import Child, keep
from .locking import AlreadyServing, only_one

__all__ = ["AlreadyServing", "Child", "PortTaken", "free_port", "listen", "run", "serve", "web", "worker"]

LAN_PORT, SECURE_PORT = 8443, 443
# Where a device without trust is received: beside the port of HTTPS, as browsers look for it.
OPEN_PORT, OPEN_PORT_OF_ROOT = 8080, 80

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


def web(listening: socket.socket, *, is_open: bool = False) -> Child:
    """gunicorn on a socket that listens already; `is_open` without HTTPS even where the site has it."""
    number, name = listening.fileno(), "open" if is_open else "web"
    return Child(name, (name, str(number)), keep_open=(number,))


def worker() -> Child:
    """One worker."""
    return Child("worker", ("worker",))


def run(children: Sequence[Child], stop: threading.Event) -> None:
    """Start the children and keep them alive until `stop`; then let them finish, and return when all have."""
    keep(children, stop)


def serve(
    host: str,
    port: int,
    *,
    on_ready: Callable[[str], None],
    lan: str = "",
    on_entrance: Callable[[str], None] = lambda url: None,
) -> int:
    """Run web and worker until told to stop. `on_ready` is called once, with the address. Returns 0.

    With `lan`, the name by which an office's network knows this machine, over HTTPS, with a second port that
    explains to devices how to trust it; `on_entrance` is told of that one. Raises AlreadyServing when another
    holds this data folder, PortTaken, and NameRefused.
    """
    with ExitStack() as held:
        note = held.enter_context(only_one(settings.DATA))
        figures.begin_anew()
        listening = held.enter_context(listen(host, port))
        children = [web(listening), worker()]
        url = address(host, listening.getsockname()[1], is_secure=bool(settings.TEPAT_CERTIFICATE))
        if lan:
            port = listening.getsockname()[1]
            _use_own_certificate(lan, port)
            url = f"https://{lan}:{port}/"
            entrance = held.enter_context(
                listen(host, OPEN_PORT_OF_ROOT if port == SECURE_PORT else OPEN_PORT)
            )
            children.append(web(entrance, is_open=True))
            on_entrance(f"http://{lan}:{entrance.getsockname()[1]}/")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            # By a thread: a handler runs inside the main one, which may be holding the event's own lock.
            signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
        note(url)
        announcing = threading.Thread(target=announce, args=(listening, url, stop, on_ready), daemon=True)
        announcing.start()
        run(children, stop)
    return 0


def _use_own_certificate(lan: str, port: int) -> None:
    """Have our children serve `lan` over HTTPS with the office's own certificate; they read the environment."""
    certificate, key = certificates.server_certificate([lan, "localhost", "127.0.0.1"])
    os.environ["TEPAT_LAN"] = f"{lan}:{port}"
    os.environ["TEPAT_CERTIFICATE"], os.environ["TEPAT_CERTIFICATE_KEY"] = str(certificate), str(key)


def address(host: str, port: int, *, is_secure: bool = False) -> str:
    """Where a browser on this machine finds it."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown, not bound
    return f"{'https' if is_secure else 'http'}://{shown}:{port}/"
