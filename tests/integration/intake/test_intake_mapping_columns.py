"""What of an unknown table's cells may be seen, and how it writes regions."""

from typing import Any

import pytest

from tepat.engine.layouts.proposing import World
from tepat.intake.mapping.columns import likely_subject, lines_of, proposed, region_kind
from tepat.intake.mapping.contents import Contents
from tests.factories.files import generated_nik

HEADERS = ["NIK", "Nama", "Jenis Kelamin", "Kata pendata", "Kode Kemdagri"]
ROW = [generated_nik(1), "ANI", "L", "tetangga BUDI", "6408012001"]


def _lines(*, names: bool, row: list[str] = ROW) -> dict[str, Any]:
    found = proposed(Contents(HEADERS, [row]), "person", World())
    return {line.header: line for line in lines_of(found, "person", None, names=names)}


def test_who_may_not_see_names_sees_codes_and_regions_alone() -> None:
    samples = {header: line.samples for header, line in _lines(names=False).items()}

    assert samples == {
        "NIK": None,
        "Nama": None,
        "Jenis Kelamin": ["L"],
        "Kata pendata": None,
        "Kode Kemdagri": ["6408012001"],
    }


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (generated_nik(7), f"•••• •••• •••• {generated_nik(7)[-4:]}"),
        ("99.0801.140385.0007", "•••• •••• •••• 0007"),
        ("Ibu Ani 081234567890", "•••• •••• •••• 7890"),
        ("08123456789", "08123456789"),
        ("tetangga BUDI", "tetangga BUDI"),
    ],
)
def test_cell_with_twelve_digits_is_masked(cell: str, shown: str) -> None:
    lines = _lines(names=True, row=[*ROW[:3], cell, ROW[4]])

    assert lines["Kata pendata"].samples == [shown]


@pytest.mark.parametrize(
    ("headers", "cell", "kind"),
    [
        (HEADERS, "6408012001", "kemendagri"),
        (HEADERS, "64.08.01.2001", "kemendagri"),
        (HEADERS, "6404010001", "bps"),
        ([*HEADERS[:4], "Desa"], "Senyiur", "names"),
    ],
)
def test_how_regions_are_written_is_read_off_the_cells(headers: list[str], cell: str, kind: str) -> None:
    contents = Contents(headers, [[*ROW[:4], cell]])

    assert region_kind(proposed(contents, "person", World()), contents, "64.08") == kind


@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        (["NIK", "Nama", "Hubungan dengan Kepala Keluarga", "No KK"], "person"),
        (["NIK Kepala Keluarga", "Nama Kepala Keluarga", "Jenis Atap", "No KK"], "family"),
        (["X1", "X2", "X3"], "person"),
    ],
)
def test_what_a_row_is_is_read_off_the_headers(headers: list[str], subject: str) -> None:
    assert likely_subject(Contents(headers, []), World()) == subject
