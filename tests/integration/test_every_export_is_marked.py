"""Every file that leaves says who took it, when and what for. Generated from the URL table: a new one is covered.

Whatever gives a file away wears `exports`; whatever wears it is asked here, in every shape it has.
"""

import csv
import inspect
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from tepat.platform.files.marking import COLUMN, NOTE, SHEET, Mark
from tepat.platform.privacy.processing import brought
from tests.architecture.tree import SOURCE, python_files
from tests.factories.lasting import for_the_module
from tests.factories.people import user_with_role
from tests.integration import samples
from tests.integration.samples import Address, World, addresses

pytestmark = pytest.mark.django_db

KINDS = ("xlsx", "csv", "pdf", "workbook", "paper", "letter")
# Files without anything personal: the office's own certificate, and a layout's columns.
NOTHING_PERSONAL = {"web/trust.py", "intake/mapping/views.py"}
_ANSWERED = re.compile(r"FileResponse\(|Content-Disposition|as_attachment")
_GIVEN = re.compile(r"\b(download|send_kept|export_\w+)\(")
_WRITTEN = re.compile(r"\bxlsxwriter\.Workbook\(|\btypst\.compile\(|\bcsv\.writer\(|\bZipFile\([^)]*\"w\"")
WHO = "Dinsos Satu (dinsos.satu"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with for_the_module(django_db_blocker):
        yield samples.build()


def _views(patterns: list[Any]) -> Iterator[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.callback


def _exports(world: World) -> Iterator[tuple[Address, str, str]]:
    """Each address that gives a file away, its path in each of its shapes, and its entry of the register."""
    for address in addresses():
        shapes = KINDS if "kind" in address.parameters else ("",)
        for shape in shapes:
            parameters = {**world.parameters, "kind": shape, "batch_id": world.waiting.id}
            path = address.filled(
                World(world.family, world.accepted, world.waiting, world.officer, parameters)
            )
            view = resolve(path).func
            if processing := getattr(view, "exports", ""):
                yield address, path, processing


def test_whatever_makes_a_file_is_an_export() -> None:
    """No other way out: files are answered in download.py alone, and a view that leads there says so."""
    silent = [
        view.__name__
        for view in _views(get_resolver().url_patterns)
        if _GIVEN.search(inspect.getsource(inspect.unwrap(view))) and not hasattr(view, "exports")
    ]
    strangers, unmarked = [], []
    for path in python_files():
        name, text = path.relative_to(SOURCE).as_posix(), path.read_text("utf-8")
        if name == "platform/files/download.py" or name.startswith("demo/"):
            continue
        if _ANSWERED.search(text) and name not in NOTHING_PERSONAL:
            strangers.append(name)
        if _WRITTEN.search(text):
            unmarked.append(name)

    assert silent == []
    assert strangers == []
    assert sorted(unmarked) == ["platform/files/delimited.py", "platform/files/paper.py"]


def test_every_export_belongs_to_an_entry_of_the_register() -> None:
    named = {view.exports for view in _views(get_resolver().url_patterns) if hasattr(view, "exports")}

    assert named
    assert named <= set(brought())


def test_every_export_bears_who_when_and_what_for(world: World) -> None:
    people = [
        user_with_role("regency_verifier", "64.08", username="dinsos.satu", full_name="Dinsos Satu"),
        user_with_role("administrator", "64.08", username="dinsos.satu.admin", full_name="Dinsos Satu"),
    ]
    clients = []
    for one in people:
        client = Client()
        client.force_login(one)
        clients.append(client)
    checked: dict[str, set[str]] = {}

    for address, path, processing in _exports(world):
        for client in clients:
            answer = client.get(path)
            if "attachment" not in answer.headers.get("Content-Disposition", ""):
                today = timezone.localdate().isoformat()
                answer = client.post(
                    f"{path}?{urlencode({'dari': today, 'sampai': today})}",
                    {
                        "alasan": "menguji tandanya", "pemohon": "yang bersangkutan", "sebagai": "sendiri",
                        "bukti": "ktp", "orang": str(world.family.people.earliest("id").id),
                    },
                )  # fmt: skip
            if "attachment" not in answer.headers.get("Content-Disposition", ""):
                continue
            content, name = _content(answer), answer.headers["Content-Disposition"]
            ending = name.rpartition(".")[2].strip('"')
            texts = READERS[ending](content)
            assert texts, path
            for text in texts:
                assert re.search(r"(Diunduh|Dibuat) oleh .+ · \d{1,2} \w+ \d{4} \d\d\.\d\d WITA · untuk .{8,}", text), (
                    path, text,
                )  # fmt: skip
            if "Diunduh" in texts[0] and processing != "accounts":
                assert all(WHO in text for text in texts), path
            checked.setdefault(address.name, set()).add(ending)

    wearing = {address.name for address, _path, _processing in _exports(world)}
    assert set(checked) == wearing
    assert {"xlsx", "csv", "pdf", "zip"} == set().union(*checked.values())


def _content(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # of a download


def _of_workbook(content: bytes) -> list[str]:
    """What stands at the foot of every sheet, and on the mark's own, which is the last."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[-1] == SHEET
    facts = {str(row[0].value or ""): str(row[1].value) for row in book[SHEET].iter_rows()}
    who = facts.get("Diunduh oleh") or facts["Dibuat oleh"]
    feet = [str(sheet.oddFooter.left.text) for sheet in book.worksheets]
    assert all(who in foot and facts["Pada"] in foot for foot in feet)
    return feet


def _of_table(content: bytes) -> list[str]:
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    return [str(line[COLUMN]) for line in lines]


def _of_paper(content: bytes) -> list[str]:
    """The description among the paper's data; that it is drawn on each page too shows in the picture."""
    found = re.search(rb"<dc:description>.*?<rdf:li[^>]*>(.*?)</rdf:li>", content, re.S)
    assert found
    return [found[1].decode()]


def _of_archive(content: bytes) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert NOTE in archive.namelist()
    assert WHO in archive.read(NOTE).decode()
    inner = [
        text
        for name in archive.namelist()
        if name.rpartition(".")[2] in ("xlsx", "pdf")
        for text in READERS[name.rpartition(".")[2]](archive.read(name))
    ]
    assert inner
    return [archive.comment.decode()]


READERS = {"xlsx": _of_workbook, "csv": _of_table, "pdf": _of_paper, "zip": _of_archive}


def test_a_long_mark_with_signs_fits_a_sheets_foot() -> None:
    mark = Mark("A & B (a.b)", "1 Januari 2026 08.00 WIB", "R & D " * 80)

    assert len(mark.foot) <= 255
    assert "A && B" in mark.foot
