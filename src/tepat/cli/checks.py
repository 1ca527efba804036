"""tepat checks: what is checked, and what each check weighs in a region."""

from typing import Annotated

import typer

from .actor import acting, must
from .app import Refused, app, ready
from .output import say, say_json


@app.command()
def checks(
    region: Annotated[
        str, typer.Option("--region", help="Kode kabupaten/kota; tanpa ini: berat bawaan.")
    ] = "",
    as_: Annotated[str, typer.Option("--as", help="Nama pengguna yang bertindak; tanpa ini: system.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Hanya JSON di keluaran baku.")] = False,
) -> None:
    """Daftar semua pemeriksaan dengan beratnya, bawaan dan di sebuah wilayah."""
    ready(initialised=bool(region))
    from tepat.engine.checks import catalogue
    from tepat.intake.severities.queries import severities_in
    from tepat.platform.accounts.permissions import Permission
    from tepat.platform.regions.codes import is_code

    here: dict[str, str] = {}
    if region:
        if not is_code(region):
            raise Refused(f"--region {region!r} bukan kode wilayah. Tulis kode Kemendagri, misalnya 64.08.")
        must(acting(as_), Permission.CHECK_MANAGE, region)
        here = severities_in(region)
    lines = [
        {
            "id": check.id,
            "title": str(check.title),
            "subject": check.subject,
            "default": check.severity,
            "severity": here.get(check.id, check.severity),
            "applied": check.applied,
        }
        for check in catalogue().values()
    ]
    if json:
        say_json({"region": region, "checks": lines})
        return
    for line in lines:
        changed = "" if line["severity"] == line["default"] else f" (bawaan {line['default']})"
        say(f"{line['id']:<9} {line['severity']}{changed}  {line['title']}")
