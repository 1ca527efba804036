"""Packs sent out and given back the real way, and a returned workbook as a village may have made it."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import openpyxl

from tepat.intake.models import Pack, PackReturn, PackRound, TargetList
from tepat.intake.packs.services import Letter, open_pack_round
from tepat.intake.returns.arriving import arrived
from tepat.intake.returns.services import receive_returns
from tepat.intake.services import Incoming
from tepat.platform import files as kept
from tepat.platform import jobs
from tepat.platform.accounts.models import User

LETTER = Letter("1/UJI", date(2024, 2, 5), date(2024, 2, 19), "Dinas Sosial", "Kepala", "Kepala Dinas")


def sent_round(by: User, level: str = "village") -> PackRound:
    """A round whose packs are made."""
    target_list = TargetList.objects.latest("id")
    made, job = open_pack_round(by=by, target_list=target_list, level=level, letter=LETTER)
    finished = jobs.run_now(job)
    assert finished.state == "done", finished.error_detail or finished.error
    return made


def book_of(pack: Pack) -> Any:
    """The pack's workbook, open to be filled in."""
    return openpyxl.load_workbook(io.BytesIO(kept.open_plain(pack.workbook).read()))


def column(sheet: Any, heading: str) -> int:
    """The place of a heading in the sheet's first row."""
    return [cell.value for cell in sheet[1]].index(heading) + 1


def fill(sheet: Any, row: int, values: Mapping[str, Any]) -> None:
    """Write values under headings of one row."""
    for heading, value in values.items():
        sheet.cell(row, column(sheet, heading)).value = value


def saved(book: Any) -> bytes:
    """The workbook as bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def give_back(
    by: User, round_: PackRound, content: bytes, name: str = "paket.xlsx", pack: Pack | None = None
) -> PackReturn:
    """Give one workbook back and read it."""
    with arrived(round_, [Incoming(name, io.BytesIO(content))]) as sealed:
        made, job = receive_returns(by=by, round_=round_, arrived=sealed, pack=pack)
    finished = jobs.run_now(job)
    assert finished.state == "done", finished.error_detail or finished.error
    return PackReturn.objects.get(id=made[0].id)
