"""Files stay small, say what lives in them, and have names that say what they are."""

import ast

from tests.architecture.tree import name_of, parsed, python_files, tracked

LIMIT = 600
CODE = {".py", ".html", ".js", ".scss", ".css", ".yaml", ".sh"}
# Their names are Django's and say all.
NAMED_BY_DJANGO = {"apps.py", "urls.py", "wsgi.py"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "mixins", "signals", "misc"}


def test_no_file_of_code_is_longer_than_600_lines() -> None:
    long = {
        name_of(path): count
        for path in tracked()
        if path.suffix in CODE and (count := len(path.read_text(encoding="utf-8").splitlines())) > LIMIT
    }

    assert not long


def test_most_modules_are_under_200_lines() -> None:
    sizes = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in python_files())

    assert sum(size < 200 for size in sizes) >= 0.85 * len(sizes)


def test_no_module_is_named_for_nothing_in_particular() -> None:
    vague = [name_of(path) for path in tracked() if {path.stem, *path.parent.parts} & FORBIDDEN_NAMES]

    assert not vague


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        name_of(path)
        for path in python_files()
        if path.name not in NAMED_BY_DJANGO
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(parsed(path))
    ]

    assert not silent
