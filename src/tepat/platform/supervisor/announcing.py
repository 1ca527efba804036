"""Telling a person that the site answers, once it does."""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable

PATIENCE_SECONDS = 10


def announce(
    listening: socket.socket, url: str, stop: threading.Event, on_ready: Callable[[str], None]
) -> None:
    """Ask our own socket until an answer comes, whatever it says; then call `on_ready` with the address.

    A connection made before the web server runs waits in the socket's queue, so that one question is mostly
    enough. No proxy of the environment is asked.
    """
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not bound
    while not stop.wait(0.1):
        connection = _connection(host, port, is_secure=url.startswith("https:"))
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
        on_ready(url)
        return


def _connection(host: str, port: int, *, is_secure: bool) -> http.client.HTTPConnection:
    if not is_secure:
        return http.client.HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
    # It is our own socket, whose certificate bears the name that others call it by.
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=PATIENCE_SECONDS, context=trusting)
