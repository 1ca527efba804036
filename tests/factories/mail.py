"""A mail server on this machine: takes whatever is sent, or refuses recipients."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Mailbox:
    """Where the server listens, and what it has taken."""

    port: int = 0
    refuses: bool = False
    taken: list[Message] = field(default_factory=list)


class _Conversation(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word = line[:4].strip().upper()
            if word == b"DATA":
                self._say("354 go on")
                self.box.taken.append(message_from_bytes(self._content()))
            elif word == b"RCPT" and self.box.refuses:
                self._say("550 nobody of that name")
                continue
            elif word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 well")

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def server() -> Iterator[Mailbox]:
    """A real server on a free port until the block ends."""
    box = Mailbox()
    handler = type("Conversation", (_Conversation,), {"box": box})
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as listening:
        box.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            listening.shutdown()
            thread.join()
