"""What leaves in a file is text, also where a spreadsheet would take it for a formula."""

import pytest

from tepat.platform.files.delimited import safe_cell


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")', "+1+1", "-1+1", "@SUM(1)", "\tA", "\rA", "\0A", "  =1+1", "\u00a0=1",
        "＝1+1", "＠A1", "=< 900 WATT", "\u200b=1", "\ufeff =1", "\0=1",
    ],
)  # fmt: skip
def test_text_that_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("Jl. A;\t@SUM(1);b", "Jl. A;'\t'@SUM(1);b"),
        ("baris satu\n=1+1", "baris satu\n'=1+1"),
        ("a\r\n +1", "a\r'\n' +1"),
        ("\t=1", "'\t'=1"),
    ],
)
def test_nor_does_what_a_spreadsheet_of_semicolons_makes_a_cell_of(text: str, written: str) -> None:
    assert safe_cell(text) == written


@pytest.mark.parametrize(
    "text", ["", " ", "RT 02", "9908010302800001", "A=B", "A, -B", "a;b", "3-4", "< 900", "'=1"]
)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
