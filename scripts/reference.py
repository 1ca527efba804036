"""docs/reference from the code itself: `make docs` writes it, a test compares.

    python scripts/reference.py write    the pages anew
    python scripts/reference.py check    names those that are stale; exit 1 when any is

What a setting is for stands in scripts/settings.yaml; everything else is read from where it lives.
"""

import ast
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "tepat"
_READERS = (
    "_mail_server",
    "environ.get",
    "environ.setdefault",
    "environ.pop",
    "getenv",
    "_flag",
    "_number",
    "_text",
    "_required_of",
)


def settings_read() -> dict[str, str]:
    """Every TEPAT_ name the product reads from the environment, with its default as the code writes it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name, default in _reads(node):
                found[name] = found.get(name) or default
    return dict(sorted(found.items()))


def _reads(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith(_READERS):
        name, rest = node.args[0], node.args[1:]
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
        name, rest = node.slice, []
    else:
        return
    if isinstance(name, ast.Constant) and str(name.value).startswith("TEPAT_"):
        default = ast.literal_eval(rest[0]) if rest and isinstance(rest[0], ast.Constant) else ""
        yield str(name.value), str(default)


def described_settings() -> dict[str, str]:
    """What each setting is for, in Indonesian."""
    text = (ROOT / "scripts" / "settings.yaml").read_text(encoding="utf-8")
    return {str(name): str(sentence) for name, sentence in yaml.safe_load(text).items()}


def settings_page() -> str:
    described = described_settings()
    rows = [
        f"| `{name}` | {f'`{default}`' if default else '–'} | {described.get(name, '')} |"
        for name, default in settings_read().items()
    ]
    return _page(
        "Setelan (settings)",
        "Setelan dibaca dari lingkungan (environment) saat Tepat dijalankan. Setelan yang salah tulis "
        "membuat Tepat berhenti dengan kalimat yang menyebut namanya.",
        ["| nama | bawaan | untuk apa |", "|---|---|---|", *rows],
    )


def checks_page() -> str:
    from tepat.engine.checks.reference import markdown

    return markdown()


def layouts_page() -> str:
    from tepat.engine.layouts.reference import markdown

    return markdown()


def roles_page() -> str:
    from django.utils.translation import override

    from tepat.platform.accounts.permissions import Permission
    from tepat.platform.accounts.roles import ROLES

    with override("id"):
        head = [f"| hak | {' | '.join(f'`{code}`' for code in ROLES)} |", "|---" * (len(ROLES) + 1) + "|"]
        rows = []
        for permission in Permission:
            marks = [
                "●" if permission in role.permissions else "○" if permission in role.by_grant else ""
                for role in ROLES.values()
            ]
            rows.append(f"| `{permission}` | {' | '.join(marks)} |")
        titles = [f"- `{role.code}`: {role.title} ({', '.join(role.levels)})" for role in ROLES.values()]
    return _page(
        "Peran dan hak (roles and permissions)",
        "● berlaku di seluruh wilayah peran itu; ○ hanya untuk keluarga yang diserahkan satu per satu.",
        [*titles, "", *head, *rows],
    )


def commands_page() -> str:
    import typer

    from tepat.cli.app import whole

    root = typer.main.get_command(whole())
    lines: list[str] = []
    for name, command in sorted(_commands("tepat", root)):
        lines += [f"## `{name}`", "", (command.help or "").strip(), ""]
        options = [one for one in command.params if not getattr(one, "hidden", False) and one.name != "help"]
        if options:
            lines += ["| | bawaan | untuk apa |", "|---|---|---|", *map(_option, options), ""]
    return _page(
        "Perintah (commands)", "Tiap perintah juga menjelaskan dirinya: `tepat import --help`.", lines[:-1]
    )


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    if command.invoke_without_command:
        yield name, command
    for child, one in children.items():
        if not one.hidden:
            yield from _commands(f"{name} {child}", one)


def _option(option: Any) -> str:
    names = ", ".join(f"`{one}`" for one in option.opts) if option.param_type_name == "option" else ""
    name = names or f"`{option.name.upper()}`"
    default = (
        "wajib" if option.required else ("–" if option.default in (None, False, "", ()) else option.default)
    )
    if callable(default):
        default = "–"
    about = " ".join((getattr(option, "help", None) or "").split()).replace("|", "\\|")
    return f"| {name} | {default} | {about} |"


def _page(title: str, about: str, lines: list[str]) -> str:
    return "\n".join(
        [f"# {title}", "", "<!-- Ditulis oleh `make docs`; jangan disunting. -->", "", about, "", *lines, ""]
    )


PAGES: dict[str, Callable[[], str]] = {
    "checks.md": checks_page,
    "commands.md": commands_page,
    "layouts.md": layouts_page,
    "roles.md": roles_page,
    "settings.md": settings_page,
}


def stale() -> list[str]:
    """The pages that no longer say what the code does, and those nothing generates."""
    names = [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != page()
    ]
    return names + [path.name for path in FOLDER.glob("*.md") if path.name not in PAGES]


def main(arguments: list[str]) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tepat.config.settings")
    django.setup()
    if arguments == ["write"]:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, page in PAGES.items():
            (FOLDER / name).write_text(page(), encoding="utf-8")
        return 0
    if arguments == ["check"]:
        found = stale()
        print("\n".join(found) or "docs/reference is up to date")
        return bool(found)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
