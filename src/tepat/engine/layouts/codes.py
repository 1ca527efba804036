"""Canonical code lists: the short English codes the database keeps, with the label people read.

How a file's own values become these codes stands in each layout's value map.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from tepat.engine.sentences import Sentence


@dataclass(frozen=True)
class CodeList:
    """One list, such as `roof`, in the order in which it is shown."""

    id: str
    title: str
    labels: Mapping[str, Sentence]
    source: str
    valid_from: str


@cache
def code_lists() -> dict[str, CodeList]:
    """All code lists by id."""
    packed = yaml.safe_load(files("tepat.engine.layouts").joinpath("data/codes.yaml").read_text("utf-8"))
    return {
        list_id: CodeList(
            id=list_id,
            title=entry["title"],
            labels={code: Sentence(words, context=list_id) for code, words in entry["codes"].items()},
            source=entry.get("source", packed["source"]),
            valid_from=str(entry.get("valid_from", packed["valid_from"])),
        )
        for list_id, entry in packed["lists"].items()
    }


def label(list_id: str, code: str | None) -> str:
    """The label of a code in the reader's language; the code itself when the list does not know it, "" for None."""
    if code is None:
        return ""
    known = code_lists()[list_id].labels.get(code)
    return str(known) if known else code
