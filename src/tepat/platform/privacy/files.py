"""The register of processing as a file for an inspector: a workbook, or a paper."""

from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _

from tepat.platform.files.marking import Mark
from tepat.platform.files.paper import pdf
from tepat.platform.files.workbook import headed_sheet, new_book

from .kinds import label_of
from .processing import TEXTS, Processing


def _keeps(one: Processing) -> str:
    """How long each kind is kept, a sentence each."""
    return " ".join(f"{label_of(kind)}: {rule.told}. {rule.reason}" for kind, rule in one.keeps.items())


def _since(one: Processing) -> str:
    version = one.version
    if version is None:
        return _("bawaan Tepat")
    return (
        f"{version.valid_from.isoformat()} · {version.by.full_name or version.by.username} · {version.reason}"
    )


def _headings() -> list[str]:
    return [*(str(label) for label in TEXTS.values()), _("Masa simpan"), _("Berlaku mulai")]


def _cells(one: Processing) -> list[str]:
    return [*(one.content.get(name, "") for name in TEXTS), _keeps(one), _since(one)]


def _fill_workbook(file: IO[bytes], where: str, entries: Sequence[Processing], mark: Mark) -> int:
    with new_book(file, mark) as book:
        sheet = headed_sheet(book, _("Register pemrosesan"), _headings(), [30] * (len(TEXTS) + 2))
        sheet.set_landscape()
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for row, one in enumerate(entries, start=1):
            for column, cell in enumerate(_cells(one)):
                sheet.write_string(row, column, cell, wrapped)
    return len(entries)


def _fill_paper(file: IO[bytes], where: str, entries: Sequence[Processing], mark: Mark) -> int:
    headings = _headings()
    data = {
        "title": _("Register pemrosesan data pribadi"),
        "place": where,
        "law": _("Pasal 31 Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi"),
        "entries": [
            {
                "title": one.title,
                "facts": [
                    [heading, cell]
                    for heading, cell in zip(headings[1:], _cells(one)[1:], strict=True)
                    if cell
                ],
            }
            for one in entries
        ],
    }
    file.write(pdf("tepat.platform.privacy", "register", data, mark))
    return len(entries)


KINDS = {"xlsx": _fill_workbook, "pdf": _fill_paper}
