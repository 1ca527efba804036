"""tepat audit verify, touched."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from .actor import acting, must
from .app import Refused, app, ready
from .intake import As, Json
from .output import say, say_json, thousands
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


@audit_app.command("touched")
def touched(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="Hari pertama.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Hari terakhir.")],
    out: Annotated[Path, typer.Option("--out", help="Berkas XLSX yang ditulis.")],
    reason: Annotated[str, typer.Option("--reason", help="Keperluan; tercantum di berkas dan di jejak.")],
    user: Annotated[list[str] | None, typer.Option("--user", help="Akun; boleh beberapa kali.")] = None,
    region: Annotated[str, typer.Option("--region", help="Hanya wilayah ini.")] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    """Tulis siapa yang datanya dilihat, dibuka nomornya, diunduh atau diubah, untuk menjawab kebocoran."""
    ready()
    from tepat.platform.accounts.permissions import Permission
    from tepat.registry.exposure.reporting import ExposureRefused, report

    by = acting(as_)
    must(by, Permission.EXPOSURE_REPORT, region)
    days: tuple[date, date] = (first.date(), last.date())
    try:
        with out.open("xb") as file:
            counts = report(by=by, file=file, days=days, usernames=user or [], region=region, reason=reason)
    except FileExistsError:
        raise Refused(f"Berkas {out} sudah ada dan tidak ditimpa. Pilih nama lain untuk --out.") from None
    except ExposureRefused as refusal:
        out.unlink()
        raise Refused(str(refusal)) from None
    if json:
        say_json({"file": str(out), **counts})
    else:
        say(
            f"{thousands(counts['families'])} keluarga, {thousands(counts['people'])} orang, "
            f"{thousands(counts['acts'])} daftar dan berkas ditulis ke {out}."
        )
