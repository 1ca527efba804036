"""Referrals made and answered the real way, and a civil registry's file as it may come."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl

from tepat.intake.exchange import services
from tepat.intake.exchange.arriving import arrived
from tepat.intake.models import CivilAnswer, Referral
from tepat.platform import files as kept
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job
from tests.factories.returns import saved
from tests.unit.engine import odf, xls

TERMS = services.Terms("Pencocokan NIK", "Dinas Dukcapil", "PKS 1/UJI", date(2199, 12, 31))
ALL = ("blank", "damaged", "shared", "unmatched")


def done(job: Job) -> None:
    """Carry the job out; it succeeds."""
    finished = jobs.run_now(job)
    assert finished.state == "done", finished.error_detail or finished.error


def referred(by: User, region: str = "64.08", kind: str = "match", states: Sequence[str] = ALL) -> Referral:
    """A referral whose file is made."""
    made, job = services.make_referral(
        by=by, region_code=region, target_list=None, kind=kind, states=states, terms=TERMS
    )
    done(job)
    made.refresh_from_db()
    return made


def rows_of(referral: Referral) -> list[dict[str, str]]:
    """What the referral's sheet says, a row a person, by heading."""
    assert referral.file is not None, "its job has run"
    book = openpyxl.load_workbook(io.BytesIO(kept.open_plain(referral.file).read()))
    headings, *rows = book["Rujukan"].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), (str(cell or "") for cell in row), strict=True)) for row in rows]


def answer_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A file of these rows, its columns in the order of the first."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in listed for name in row)))
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()


def answer_xlsx(rows: Iterable[Mapping[str, str]], sheet: str) -> bytes:
    """The same as a workbook whose sheet has another name."""
    listed = list(rows)
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append(list(listed[0]))
    for row in listed:
        page.append(list(row.values()))
    return saved(book)


def answer_ods(rows: Iterable[Mapping[str, str]], path: Path) -> bytes:
    """The same as an OpenDocument file, written at `path`."""
    listed = list(rows)
    lines = [list(listed[0]), *(list(row.values()) for row in listed)]
    return odf.workbook(
        path, [odf.sheet("Lembar", [odf.row(odf.cell(value or None) for value in line) for line in lines])]
    ).read_bytes()


def answer_xls(rows: Iterable[Mapping[str, str]], path: Path) -> bytes:
    """The same as a file of Excel 97, written at `path`."""
    listed = list(rows)
    lines = [list(listed[0]), *(list(row.values()) for row in listed)]
    labels = [
        xls.label(row, column, value)
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value
    ]
    return xls.workbook(path, {"Lembar": labels}).read_bytes()


def answered(by: User, referral: Referral, content: bytes, name: str = "jawaban.csv") -> CivilAnswer:
    """The answer, read."""
    with arrived(referral, name, io.BytesIO(content)) as (source, arrival):
        made, job = services.receive_answer(by=by, referral=referral, source=source, arrival=arrival)
    done(job)
    return CivilAnswer.objects.select_related("referral__target_list", "source__data_key").get(id=made.id)


def applied(by: User, answer: CivilAnswer) -> None:
    """Everything that is no question is accepted."""
    done(services.apply_answer(by=by, answer=answer))
