"""A ZIP archive of tables: its files one after the other, each under the archive's name.

Nothing is written by the names that stand in an archive, so a name cannot lead anywhere; they are shown and no
more. An archive inside an archive is not opened.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from tepat.engine.reading import notes, refusals
from tepat.engine.reading.sniffing import ZIP, ZIP_ARCHIVE, ZIP_END, is_document, kind_in
from tepat.engine.sentences import Sentence

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

MAX_FILES = 200
MAX_UNPACKED = 2_000_000_000
MAX_RATIO = 300
RATIO_MATTERS_FROM = 50_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
# What computers leave in archives by themselves: nobody put it there to be read.
_LEFT_BY_COMPUTERS = re.compile(r"(?i)(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|~\$|thumbs\.db$|desktop\.ini$)")


@dataclass(frozen=True)
class Archive:
    """An open archive of tables. `notes` tell which of its files are no tables and stay unread."""

    name: str
    notes: tuple[Sentence, ...]
    _zip: zipfile.ZipFile
    _tables: tuple[zipfile.ZipInfo, ...]

    def tables(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Each table as ("archive › file", content). Reading it raises UnreadableFile where it is broken."""
        for entry in self._tables:
            name = _shown(self.name, entry)
            with _opened(self._zip, entry, name) as content:
                yield name, _buffered(content, name)


@contextmanager
def opened(stream: IO[bytes], name: str) -> Iterator[Archive | None]:
    """The archive in a stream that can be sought; None when it is a workbook, a document or no archive at all.

    Raises UnreadableFile for an archive that is empty, locked, too large, or holds another one.
    """
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    if head not in (ZIP, ZIP_END):
        yield None
        return
    try:
        archive = zipfile.ZipFile(stream)
    except _BROKEN:
        stream.seek(0)
        yield None  # what is wrong with it is said where files are read
        return
    with archive:
        if is_document(set(archive.namelist())):
            stream.seek(0)
            yield None
        else:
            yield _looked_through(archive, name)


def prove_unpacked(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what would unpack beyond the limits; zipfile never gives more of a file than is announced."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MAX_UNPACKED:
        raise refusals.too_large(name, unpacked // 1_000_000, MAX_UNPACKED // 1_000_000)
    if unpacked > RATIO_MATTERS_FROM and unpacked / packed > MAX_RATIO:
        raise refusals.bomb(name, unpacked // 1_000_000, MAX_RATIO)


def _looked_through(archive: zipfile.ZipFile, name: str) -> Archive:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not _LEFT_BY_COMPUTERS.search(entry.filename.replace("\\", "/"))
    ]
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusals.locked_archive(name)
    if len(entries) > MAX_FILES:
        raise refusals.crowded_archive(name, len(entries), MAX_FILES)
    prove_unpacked(archive, name)
    tables, unread = [], []
    for entry in entries:
        what = _what_else(archive, entry, name)
        if what is None:
            tables.append(entry)
        else:
            unread.append(notes.unread_file(_shown(name, entry), what))
    if not tables:
        raise refusals.archive_without_tables(name)
    return Archive(name, tuple(unread), archive, tuple(tables))


def _what_else(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Sentence | str | None:
    """What a file of the archive is when it is no table; what is wrong with a table is said when it is read."""
    shown = _shown(name, entry)
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Sentence("pintasan ke berkas lain")
    with _opened(archive, entry, shown) as content:
        stream = _buffered(content, shown)
        try:
            kind_in(stream, shown)
        except refusals.UnreadableFile as refused:
            if refused.reason == refusals.ARCHIVE:
                raise
            what: Sentence | str | None = refused.message.places.get("what")
            if what == ZIP_ARCHIVE:
                raise refusals.nested_archive(name, shown) from refused
            return what
    return None


@contextmanager
def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str) -> Iterator[IO[bytes]]:
    try:
        content = archive.open(entry)
    except _BROKEN as error:
        raise refusals.broken_archive(shown) from error
    with content:
        yield content


def _shown(archive: str, entry: zipfile.ZipInfo) -> str:
    parts = [part for part in re.split(r"[/\\]", entry.filename) if part not in ("", ".", "..")]
    return " › ".join([archive, *parts])


def _buffered(content: IO[bytes], shown: str) -> IO[bytes]:
    return cast(IO[bytes], io.BufferedReader(_Content(content, shown)))


class _Content(io.RawIOBase):
    """The bytes of one file of an archive; a fault in them is a refusal with a sentence."""

    def __init__(self, content: IO[bytes], shown: str) -> None:
        self._content, self._shown = content, shown

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            return self._content.seek(offset, whence)
        except _BROKEN as error:
            raise refusals.broken_archive(self._shown) from error

    def tell(self) -> int:
        return self._content.tell()

    def readinto(self, buffer: "Buffer") -> int:
        view = memoryview(buffer).cast("B")
        try:
            piece = self._content.read(len(view))
        except _BROKEN as error:
            raise refusals.broken_archive(self._shown) from error
        view[: len(piece)] = piece
        return len(piece)
