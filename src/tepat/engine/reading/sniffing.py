"""What a file is by its content; the extension is never looked at.

Refuses what is no table with a sentence naming what it is. Opening workbooks lives in workbook.py, text in
delimited.py.
"""

import io
import re
import zipfile
from pathlib import Path
from typing import IO, Literal

from tepat.engine.reading import refusals
from tepat.engine.sentences import Sentence

FileKind = Literal["workbook", "text"]

# Bytes a file of some kind begins with, and what to call that kind.
SIGNATURES: tuple[tuple[bytes, Sentence], ...] = (
    (b"%PDF", Sentence("dokumen PDF")),
    (b"\x89PNG", Sentence("gambar PNG")),
    (b"\xff\xd8\xff", Sentence("foto JPEG")),
    (b"GIF8", Sentence("gambar GIF")),
    (b"RIFF", Sentence("gambar, suara atau video")),
    (b"BM\x36", Sentence("gambar BMP")),
    (b"II*\x00", Sentence("gambar TIFF")),
    (b"MM\x00*", Sentence("gambar TIFF")),
    (b"Rar!", Sentence("arsip RAR")),
    (b"7z\xbc\xaf", Sentence("arsip 7-Zip")),
    (b"\x1f\x8b", Sentence("arsip gzip")),
    (b"MZ", Sentence("program Windows")),
    (b"\x7fELF", Sentence("program Linux")),
    (b"SQLite format 3\x00", Sentence("basis data SQLite")),
    (b"{\\rtf", Sentence("dokumen RTF")),
    (b"ID;P", Sentence("lembar kerja SYLK")),
)
# What exports called .xls are more often than not: a web page, or one packed as a message with its pictures.
_WEB_PAGE = (
    b"<html",
    b"<!doctype html",
    b"<table",
    b"<meta",
    b"<style",
    b"<head",
    b"<body",
    b"mime-version:",
)
_TABLE_ROW = re.compile(rb"<t[rdh][\s>]")
ZIP = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_ARCHIVE = Sentence("arsip ZIP")
UNPACK = Sentence("Bongkar arsip itu, lalu unggah berkas XLSX atau CSV di dalamnya satu per satu.")
RESAVE = Sentence("Buka di Excel, simpan ulang sebagai «Excel Workbook (.xlsx)», lalu unggah lagi.")


def kind_of(path: Path, name: str) -> FileKind:
    """Workbook or text. Raises UnreadableFile for everything else, and for what is empty or locked."""
    with path.open("rb") as stream:
        return kind_in(stream, name)


def kind_in(stream: IO[bytes], name: str) -> FileKind:
    """`kind_of` for a stream that can be sought."""
    head = stream.read(4096)
    if head.startswith(ZIP_END):
        raise refusals.archive_without_tables(name)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusals.empty(name)
    if head.startswith(ZIP):
        return _kind_of_zip(stream, name)
    if head.startswith(OLE):
        return _kind_of_ole(stream, name)
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            packed = what.words.startswith("arsip")
            raise refusals.wrong_type(name, what, UNPACK) if packed else refusals.wrong_type(name, what)
    # Markup in UTF-16 is the same with a zero byte after each letter.
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(_WEB_PAGE) or (start.startswith(b"<") and _TABLE_ROW.search(start)):
        raise refusals.wrong_type(name, Sentence("halaman web (HTML) yang diberi nama lembar kerja"), RESAVE)
    if start.startswith(b"<?xml"):
        raise refusals.wrong_type(name, "XML", RESAVE)
    if start[:1] in (b"{", b"["):
        raise refusals.wrong_type(name, "JSON")
    return "text"


def _kind_of_zip(stream: IO[bytes], name: str) -> FileKind:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            media_type = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise (refusals.corrupt(name) if _has_zip_end(stream) else refusals.cut_off(name)) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusals.password(name)
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or b"opendocument.spreadsheet" in media_type:
        return "workbook"
    if any(entry.startswith("word/") for entry in names) or b"opendocument.text" in media_type:
        raise refusals.wrong_type(name, Sentence("dokumen Word atau Writer"))
    if any(entry.startswith("ppt/") for entry in names) or b"opendocument.presentation" in media_type:
        raise refusals.wrong_type(name, Sentence("presentasi"))
    if is_document(names):
        raise refusals.corrupt(name)
    raise refusals.wrong_type(name, ZIP_ARCHIVE, UNPACK)


def is_document(names: set[str]) -> bool:
    """Whether an archive with these names is one file of an office program."""
    folders = ("xl/", "word/", "ppt/")
    return bool(names & {"[Content_Types].xml", "mimetype"}) or any(
        name.startswith(folders) for name in names
    )


def _has_zip_end(stream: IO[bytes]) -> bool:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 70_000))
    return ZIP_END in stream.read()


def _kind_of_ole(stream: IO[bytes], name: str) -> FileKind:
    # The directory of an OLE container holds its streams' names in UTF-16; it may stand anywhere in the file.
    stream.seek(0)
    content = stream.read()
    if _utf16("EncryptedPackage") in content or _utf16("EncryptionInfo") in content:
        raise refusals.password(name)
    if _utf16("Workbook") in content or _utf16("Book") in content:
        return "workbook"
    if _utf16("WordDocument") in content:
        raise refusals.wrong_type(name, Sentence("dokumen Word lama (.doc)"))
    if _utf16("PowerPoint Document") in content:
        raise refusals.wrong_type(name, Sentence("presentasi lama (.ppt)"))
    raise refusals.corrupt(name)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")
