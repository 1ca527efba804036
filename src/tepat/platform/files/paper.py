"""Papers that Tepat writes: what they say is data, how it looks is a template, and each page says who took it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
import typst

from .marking import Mark


def pdf(package: str, template: str, data: Mapping[str, Any], mark: Mark) -> bytes:
    """The template `template`.typ of a package, filled with `data` and marked, as PDF."""
    made = typst.compile(
        _marked(package, template),
        sys_inputs={
            "data": orjson.dumps(data).decode(),
            "mark": orjson.dumps({"short": mark.short, "line": mark.line}).decode(),
        },
        font_paths=_fonts(),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _marked(package: str, template: str) -> bytes:
    """The template behind what marks its pages."""
    mark = (files("tepat.platform.files") / "mark.typ").read_bytes()
    return mark + (files(package) / f"{template}.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """The fonts that come with the compiler alone: the same page on every machine."""
    return typst.Fonts(include_system_fonts=False)
