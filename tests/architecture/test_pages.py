"""What every page keeps to: nothing from outside, nothing inline, every form with its token."""

import re

import pytest

from tests.architecture.tree import ROOT, SOURCE, name_of, templates, tracked

OUTSIDE = (
    re.compile(r"""\b(?:src|href|action|srcset|poster|data|hx-\w+)\s*=\s*["']\s*(?:https?:)?//""", re.I),
    re.compile(r"""url\(\s*["']?\s*(?:https?:)?//""", re.I),
    re.compile(r"""(?:@import|\bfrom|\bimport\(|\bfetch\()\s*["'(]*\s*(?:https?:)?//""", re.I),
)
INLINE = (
    re.compile(r"\sstyle\s*=", re.I),
    re.compile(r"<style\b", re.I),
    re.compile(r"""\son[a-z]+\s*=\s*["']""", re.I),
    re.compile(r"""<script\b(?![^>]*\bsrc=)""", re.I),
    re.compile(r"""["']javascript:""", re.I),
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}|<!--.*?-->", re.S)
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.S | re.I)
BUILT = SOURCE / "web" / "static" / "dist"


def _lines(pattern: re.Pattern[str], text: str) -> list[int]:
    return [text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(text)]


def _page_sources() -> list[tuple[str, str]]:
    """Templates, what builds markup in Python, and the styles and scripts we write."""
    sources = []
    for path in tracked():
        ours = path.is_relative_to(SOURCE / "web") and path.suffix in (".py", ".svg", ".css", ".js")
        if path in templates() or ours or path.is_relative_to(ROOT / "frontend"):
            sources.append((name_of(path), COMMENT.sub("", path.read_text(encoding="utf-8"))))
    return sources


def test_no_page_style_or_script_asks_for_anything_outside() -> None:
    found = [
        f"{name}:{line}"
        for name, text in _page_sources()
        for pattern in OUTSIDE
        for line in _lines(pattern, text)
    ]

    assert not found


def test_the_built_styles_and_scripts_ask_for_nothing_outside() -> None:
    built = [path for path in BUILT.rglob("*") if path.suffix in (".css", ".js")]

    assert built, "run `make setup`: the built styles and scripts are missing"
    assert not [path.name for path in built for pattern in OUTSIDE if pattern.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("pattern", INLINE, ids=lambda pattern: pattern.pattern)
def test_nothing_is_inline(pattern: re.Pattern[str]) -> None:
    """The content security policy would refuse it, silently, in front of the user."""
    found = [
        f"{name_of(path)}:{line}"
        for path in templates()
        for line in _lines(pattern, COMMENT.sub("", path.read_text(encoding="utf-8")))
    ]

    assert not found


def test_every_form_that_posts_carries_its_token() -> None:
    bare = []
    for path in templates():
        for form in FORM.findall(path.read_text(encoding="utf-8")):
            head = form.split(">", 1)[0].lower()
            if "method" in head and "post" in head and "{% csrf_token %}" not in form:
                bare.append(f"{name_of(path)}: {head[:80]}")

    assert not bare
