"""tepat audit verify."""

from typing import Annotated

import typer

from .app import app, ready
from .intake import Json
from .output import say, say_json
from .words import Commands

audit_app = Commands(help="Jejak audit.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")


@audit_app.command("verify")
def verify(
    region: Annotated[str, typer.Option("--region", help="Hanya rantai wilayah ini.")] = "",
    json: Json = False,
) -> None:
    """Periksa rantai jejak: sebut setiap peristiwa yang diubah, dihapus atau disisipkan. Keluar 2 bila ada."""
    ready()
    from tepat.platform import audit

    problems = audit.verify(region or None)
    if json:
        say_json({"ok": not problems, "problems": [vars(problem) for problem in problems]})
    elif not problems:
        say("Jejak audit utuh.")
    else:
        for problem in problems:
            say(problem.sentence, style="red")
    if problems:
        raise typer.Exit(2)
