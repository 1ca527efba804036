"""In which encoding a text file can be read, and what in its bytes cannot be text.

UTF-8 with and without its mark, UTF-16, Windows-1252, and UTF-8 mixed with Windows-1252, which is what comes of
joining files that were saved by different programs.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tepat.engine.reading import refusals
from tepat.engine.sentences import Sentence

MAX_LINE = 1 << 20
_BLOCK = 1 << 20
_ELSE_WINDOWS_1252 = "tepat.else_windows_1252"
# More NUL bytes than this share: no text with damage in it, but no text.
_BINARY_FROM = 0.02


@dataclass(frozen=True)
class Encoding:
    """How to open the file. `mixed_from` is the first row in the other encoding, 0 when there is one only."""

    name: str
    errors: str = "strict"
    mixed_from: int = 0
    mixed_line_ends: bool = False


@dataclass
class _Bytes:
    """What a walk through the bytes found; places are offsets, -1 where there is none."""

    size: int = 0
    nuls: int = 0
    first_nul: int = -1
    long_line: int = -1
    crlf: int = 0
    lone_cr: int = 0
    lone_lf: int = 0


def encoding_of(path: Path, file: str, delimiters: str) -> Encoding:
    """The encoding the whole file can be read in. Raises UnreadableFile naming the row that cannot."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    seen = _walk(path)
    wide = _utf16(head)
    if wide is None and seen.nuls > _BINARY_FROM * seen.size:
        raise refusals.wrong_type(file, Sentence("data biner yang tidak dikenal"))
    if seen.long_line >= 0:
        raise refusals.long_line(file, _line_at(path, seen.long_line))
    if wide is not None:
        fault = _first_fault(path, wide)
        if fault is not None:
            raise (
                refusals.cut_off(file)
                if fault >= seen.size - 3
                else refusals.undecodable(file, _line_at(path, fault))
            )
        return Encoding(wide)
    if seen.nuls:
        raise refusals.nul_byte(file, record_at(path, seen.first_nul, delimiters))
    mixed_line_ends = sum(count > 0 for count in (seen.crlf, seen.lone_cr, seen.lone_lf)) > 1
    fault = _first_fault(path, "utf-8")
    if fault is None:
        return Encoding("utf-8-sig", mixed_line_ends=mixed_line_ends)
    strange = _first_fault(path, "cp1252")
    if not _has_utf8_letters(path):
        if strange is not None:
            raise refusals.undecodable(file, record_at(path, strange, delimiters))
        return Encoding("cp1252", mixed_line_ends=mixed_line_ends)
    if fault >= seen.size - 3:
        raise refusals.cut_off(file)
    strange = _first_fault(path, "utf-8", _ELSE_WINDOWS_1252)
    if strange is not None:
        raise refusals.undecodable(file, record_at(path, strange, delimiters))
    row = record_at(path, fault, delimiters)
    return Encoding("utf-8-sig", _ELSE_WINDOWS_1252, mixed_from=row, mixed_line_ends=mixed_line_ends)


def record_at(path: Path, offset: int, delimiters: str) -> int:
    """The number of the record in which a byte stands, as a spreadsheet would count; quotes may hold lines.

    `delimiters` are tried as the first of them that the first line holds most often.
    """
    consumed = 0

    def lines() -> Iterator[str]:
        nonlocal consumed
        with path.open(encoding="latin-1", newline="") as stream:
            for line in stream:
                consumed += len(line)
                yield line.replace("\0", " ")

    with path.open(encoding="latin-1", newline="") as stream:
        first = stream.readline(MAX_LINE)
    number = 0
    try:
        for number, _row in enumerate(
            csv.reader(lines(), delimiter=max(delimiters, key=first.count)), start=1
        ):
            if consumed > offset:
                return number
    except csv.Error:
        pass
    return number + 1


def _utf16(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(head) < 4:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return None


def _walk(path: Path) -> _Bytes:
    seen = _Bytes()
    line_start, last = 0, b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            nuls = block.count(0)
            if nuls and seen.first_nul < 0:
                seen.first_nul = seen.size + block.index(0)
            seen.nuls += nuls
            feeds, returns = block.count(b"\n"), block.count(b"\r")
            pairs = block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
            seen.crlf += pairs
            seen.lone_lf += feeds - pairs
            seen.lone_cr += returns - pairs
            first = min((at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0), default=-1)
            line_end = seen.size + (first if first >= 0 else len(block))
            if line_end - line_start > MAX_LINE and seen.long_line < 0:
                seen.long_line = line_start
            if first >= 0:
                line_start = seen.size + max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
            seen.size += len(block)
            last = block[-1:]
    return seen


def _line_at(path: Path, offset: int) -> int:
    """The number of the line in which a byte stands."""
    ends = 0
    with path.open("rb") as stream:
        while offset > 0 and (block := stream.read(min(_BLOCK, offset))):
            ends += block.count(b"\n") or block.count(b"\r")
            offset -= len(block)
    return ends + 1


def _first_fault(path: Path, encoding: str, errors: str = "strict") -> int | None:
    """The offset of the first byte that is no letter, None when all are."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    before = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return before - pending + error.start
            before += len(block)
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return before - pending
    return None


def _has_utf8_letters(path: Path) -> bool:
    """Whether letters beyond ASCII stand in it that are UTF-8: in Windows-1252 they would be nonsense."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if not decoder.decode(block).isascii():
                return True
    return False


def _else_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 as Windows-1252. Raises UnicodeDecodeError for the five bytes that has no letter for."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    try:
        return error.object[error.start : error.end].decode("cp1252"), error.end
    except UnicodeDecodeError:
        raise error from None


codecs.register_error(_ELSE_WINDOWS_1252, _else_windows_1252)
