"""The trail's sentences about a number of things, for one, for many, and where the number is not told."""

from typing import Any

import pytest
from django.utils.translation import override

from tepat.platform.audit.presenters import Counted, Detail


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({"rows": 1}, "refused 1 held row"),
        ({"rows": 2}, "refused 2 held rows"),
        ({}, "refused – held rows"),
    ],
)
def test_english_tells_one_from_many(detail: dict[str, Any], said: str) -> None:
    sentence = Counted("menolak %(rows)s baris tertahan", "rows")

    with override("en"):
        assert sentence % Detail(detail) == said
    with override("id"):
        assert (sentence % Detail(rows=1)) == "menolak 1 baris tertahan"
