"""A sealed file as a row of frames: each of at most one mebibyte of plain content, numbered, the last marked.

A frame is its length (4 bytes, big-endian) and a token. Number and last-mark are part of what is sealed, so
that frames cannot be dropped, repeated, put in another order, or cut off at the end.
"""

import errno
import os
import struct
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol

from django.utils.translation import gettext as _

FRAME = 1024 * 1024
_LENGTH = struct.Struct(">I")


class FileTooLarge(Exception):
    """The file is over the limit; the message says which limit."""


class StorageFull(Exception):
    """The disk has no room; the message says what to do."""


class Seals(Protocol):
    """What seals and opens: a crypto.Sealer."""

    def seal(self, context: str, plaintext: bytes) -> bytes: ...

    def open(self, context: str, token: bytes) -> bytes: ...


def _context(file_id: str, number: int, last: bool) -> str:
    return f"file:{file_id}:{number}:{'last' if last else 'more'}"


def write_sealed(source: IO[bytes], target: Path, file_id: str, sealer: Seals, limit: int) -> tuple[str, int]:
    """Seal `source` into `target` frame by frame and return SHA-256 and size of the plain content.

    Durable on return. On any trouble nothing is left behind. Raises FileTooLarge and StorageFull.
    """
    digest, size, number = sha256(), 0, 0
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_suffix(".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            current = source.read(FRAME)
            while True:
                following = source.read(FRAME) if current else b""
                size += len(current)
                if size > limit:
                    raise FileTooLarge(
                        _(
                            "Berkas ini lebih besar dari batas %(mb)s MB. Bagi menjadi beberapa berkas lalu unggah lagi."
                        )
                        % {"mb": limit // (1024 * 1024)}
                    )
                digest.update(current)
                token = sealer.seal(_context(file_id, number, not following), current)
                file.write(_LENGTH.pack(len(token)) + token)
                number += 1
                if not following:
                    break
                current = following
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
        _sync_folder(target.parent)
    except OSError as trouble:
        part.unlink(missing_ok=True)
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull(
                _(
                    "Tidak ada ruang di disk untuk berkas ini. Kosongkan ruang atau hubungi operator, lalu unggah lagi."
                )
            ) from None
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_sealed(path: Path, file_id: str, sealer: Seals) -> Iterator[bytes]:
    """The plain content frame by frame. Raises crypto.SealBroken for a frame altered, moved or missing."""
    with path.open("rb") as file:
        number = 0
        head = file.read(_LENGTH.size)
        while head:
            token = file.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
            head = file.read(_LENGTH.size)
            yield sealer.open(_context(file_id, number, not head), token)
            number += 1
        if number == 0:
            sealer.open(_context(file_id, 0, True), b"")
