"""A sealed file as a row of frames: each holds a mebibyte of plain content, the last what is left.

Number and last-mark of a frame are part of what is sealed, so that frames cannot be dropped, repeated, put in
another order, or cut off at the end. All but the last have one length, so that any place is found at once.
"""

import io
import os
from typing import IO, Any, Protocol

from tepat.platform.crypto.sealing import OVERHEAD

FRAME = 1024 * 1024
STRIDE = FRAME + OVERHEAD


class Seals(Protocol):
    """What seals and opens: a crypto.Sealer."""

    def seal(self, context: str, plaintext: bytes) -> bytes: ...

    def open(self, context: str, token: bytes) -> bytes: ...


def _context(file_id: str, number: int, last: bool) -> str:
    return f"file:{file_id}:{number}:{'last' if last else 'more'}"


class FrameWriter:
    """Seals what is written to it into `target`; whole only after `finish`."""

    def __init__(self, target: IO[bytes], file_id: str, sealer: Seals) -> None:
        self._target, self._id, self._sealer = target, file_id, sealer
        self._waiting = bytearray()
        self._number = 0

    def write(self, piece: bytes) -> None:
        """Take plain content; a frame is written as soon as something follows it."""
        self._waiting += piece
        while len(self._waiting) > FRAME:
            self._put(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]

    def finish(self) -> None:
        """Write the last frame, also when the file is empty."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._target.write(self._sealer.seal(_context(self._id, self._number, last), plain))
        self._number += 1


class FrameReader(io.RawIOBase):
    """The plain content of a sealed file, from any place. Raises crypto.SealBroken for what was altered.

    The frames begin at `start`. Closes `source` with itself. What was cut off shows when the end is read, not before.
    """

    def __init__(self, source: IO[bytes], file_id: str, sealer: Seals, start: int = 0) -> None:
        self._source, self._id, self._sealer, self._start = source, file_id, sealer, start
        self._sealed_size = max(0, os.fstat(source.fileno()).st_size - start)
        self._frames = max(1, -(-self._sealed_size // STRIDE))
        self.size = self._sealed_size - self._frames * OVERHEAD
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, start = divmod(self._at, FRAME)
        if number >= self._frames:
            return 0
        piece = self._frame(number)[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _frame(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(self._start + number * STRIDE)
            token = self._source.read(STRIDE)
            last = number == self._frames - 1
            self._held = (number, self._sealer.open(_context(self._id, number, last), token))
        return self._held[1]

    def close(self) -> None:
        if not self.closed:
            self._source.close()
            self._held = (-1, b"")
        super().close()
