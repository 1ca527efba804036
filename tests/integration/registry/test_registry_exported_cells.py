"""What leaves in a file is text, also where a spreadsheet would take it for a formula."""

import pytest

from tepat.registry.exports import safe_cell


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")', "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1+1", "\u00a0=1",
        "＝1+1", "＠A1", "=< 900 WATT",
    ],
)  # fmt: skip
def test_text_that_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", " ", "RT 02", "9908010302800001", "A=B", "< 900", "'=1"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
