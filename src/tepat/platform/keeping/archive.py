"""One file that holds an installation: a readable head, then a compressed tar in sealed frames.

The head is three lines: a name, JSON (format, moment, salt and cost of the passphrase, its mark), and the
SHA-256 of the line before, by which a damaged head is told from a wrong passphrase. The frames are those of
stored files (files/frames.py), bound to the head and to their places: one altered byte, frames dropped, repeated
or in another order, and a cut end are refused. Written beside and renamed: a file under its own name is whole.
"""

import fcntl
import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tepat.platform.crypto.passphrases import Stretching, stretched
from tepat.platform.crypto.sealing import SealBroken
from tepat.platform.files.frames import FRAME, FrameReader, FrameWriter

from . import refusals

FORMAT = 1
_NAME = b"TEPAT-CADANGAN\n"
_LONGEST_HEAD = 4096
_LAST = "whole.json"
# Sealed values do not shrink however hard one tries; the rest shrinks to a third already.
_EFFORT = 1


@dataclass(frozen=True)
class Head:
    """What stands readable before the sealed part."""

    id: str
    made_at: str
    how: Stretching
    mark: str
    line: bytes

    @property
    def size(self) -> int:
        """Bytes before the first frame."""
        return len(_NAME) + len(self.line) + 1 + 64 + 1

    @property
    def bound(self) -> str:
        """What every frame is bound to."""
        return hashlib.sha256(self.line).hexdigest()


class Writing:
    """A backup that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, path: Path) -> None:
        """Take in one file; one that is gone meanwhile is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            member = tarfile.TarInfo(name)
            member.size = os.fstat(file.fileno()).st_size
            self._tar.addfile(member, file)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Take in what is no file."""
        member = tarfile.TarInfo(name)
        member.size = len(content)
        self._tar.addfile(member, io.BytesIO(content))

    def finish(self, content: dict[str, Any]) -> None:
        """Say what is in it; without this a backup is not whole."""
        self.add_bytes(_LAST, json.dumps(content).encode())


@contextmanager
def writing(target: Path, passphrase: str) -> Iterator[Writing]:
    """Write a backup that stands under its name only when the block ends well."""
    how = Stretching.new()
    sealer, mark = stretched(passphrase, how)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    told = {
        "format": FORMAT,
        "id": os.urandom(16).hex(),
        "made_at": now,
        "salt": how.salt.hex(),
        "cost": how.cost,
        "mark": mark,
    }
    line = json.dumps(told).encode()
    head = Head(str(told["id"]), now, how, mark, line)
    arriving = target.with_name(f".{target.name}.new")
    try:
        with open(os.open(arriving, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            alone(file, target)
            file.truncate()
            file.write(_NAME + line + b"\n" + head.bound.encode() + b"\n")
            frames = FrameWriter(file, head.bound, sealer)
            with (
                gzip.GzipFile(fileobj=frames, mode="wb", compresslevel=_EFFORT, mtime=0) as packed,  # type: ignore[call-overload]  # it only writes
                tarfile.open(fileobj=packed, mode="w|", bufsize=FRAME) as tar,
            ):
                yield Writing(tar)
            frames.finish()
            file.flush()
            os.fsync(file.fileno())
        os.replace(arriving, target)
        sync_folder(target.parent)
    except OSError as trouble:
        arriving.unlink(missing_ok=True)
        raise refusals.unwritable(target, trouble) from None
    except refusals.UnderWay:
        raise
    except BaseException:
        arriving.unlink(missing_ok=True)
        raise


def alone(file: IO[bytes], target: Path) -> None:
    """What a killed backup left is written over; what another one is writing is not."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise refusals.under_way(target) from None


def head_of(file: Path) -> Head:
    """The readable head. Raises KeepingRefused."""
    try:
        with file.open("rb") as source:
            start = source.read(_LONGEST_HEAD)
    except OSError as trouble:
        raise refusals.unreadable(file, trouble) from None
    name, line, mac, *_rest = [*start.split(b"\n", 3), b"", b"", b""]
    if name + b"\n" != _NAME or hashlib.sha256(line).hexdigest().encode() != mac:
        raise refusals.not_a_backup(file)
    told = json.loads(line)
    if told["format"] > FORMAT:
        raise refusals.newer(file)
    how = Stretching(bytes.fromhex(told["salt"]), told["cost"])
    return Head(told["id"], told["made_at"], how, told["mark"], line)


@contextmanager
def reading(file: Path, passphrase: str) -> Iterator[tuple[Head, Iterator[tuple[str, IO[bytes]]]]]:
    """The head and the members, each a name and a stream to be read before the next is asked for.

    After the last member it is certain that all of it came as it was written; before that, only what was read.
    Raises KeepingRefused, also while it is read.
    """
    head = head_of(file)
    sealer, mark = stretched(passphrase, head.how)
    if mark != head.mark:
        raise refusals.wrong_passphrase(file)
    try:
        with (
            io.BufferedReader(FrameReader(file.open("rb"), head.bound, sealer, head.size), FRAME) as frames,
            gzip.GzipFile(fileobj=frames, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|", bufsize=FRAME) as tar,
        ):
            yield head, _members(tar, packed)
    except (SealBroken, EOFError, tarfile.TarError, gzip.BadGzipFile, zlib.error):
        raise refusals.altered(file) from None


def _members(tar: tarfile.TarFile, packed: gzip.GzipFile) -> Iterator[tuple[str, IO[bytes]]]:
    last = ""
    for member in tar:
        content = tar.extractfile(member)
        if content is None or member.name.startswith("/") or ".." in member.name.split("/"):
            raise tarfile.TarError(member.name)
        last = member.name
        yield member.name, content
    while packed.read(FRAME):  # to the last frame, which proves that none is missing
        pass
    if last != _LAST:
        raise tarfile.TarError(last)


def content_of(name: str, stream: IO[bytes]) -> dict[str, Any] | None:
    """What the backup says of itself, when this is the member that does."""
    return dict(json.loads(stream.read())) if name == _LAST else None


def sync_folder(folder: Path) -> None:
    """See on the disk what was renamed in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
