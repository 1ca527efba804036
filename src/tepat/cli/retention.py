"""tepat retention: what has had its time is erased, and what is kept for how long is told."""

from typing import Annotated

import typer

from .actor import acting, must
from .app import Failed, app, ready
from .intake import As, Json
from .output import progress_bar, say, say_json, thousands

retention = typer.Typer(help="Masa simpan data pribadi dan penghapusannya.", no_args_is_help=True)
app.add_typer(retention, name="retention")


@retention.command("run")
def run(
    region: Annotated[
        str, typer.Option("--region", help="Kode kabupaten/kota atau provinsi; tanpa ini: seluruhnya.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Hanya tunjukkan yang akan dihapus; tidak ada yang diubah.")
    ] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    """Hapus sekarang berkas dan isi baris yang habis masa simpannya; aman diulang bila terputus."""
    ready()
    from tepat.platform import jobs
    from tepat.platform.accounts.permissions import Permission
    from tepat.platform.privacy.queries import as_data
    from tepat.platform.privacy.retention import ended
    from tepat.platform.privacy.services import ask_for_retention
    from tepat.platform.regions.scope import within

    by = acting(as_)
    must(by, Permission.PROCESSING_MANAGE, region)
    if dry_run:
        found = ended(within([region]))
        if json:
            say_json({"would_erase": [as_data(one) for one in found]})
        for one in found:
            say(f"{one.until:%Y-%m-%d} {one.kept.kind} {one.kept.name} ({one.kept.region_code})")
        say(f"{thousands(len(found))} sumber akan dihapus; belum ada yang diubah.")
        return
    with progress_bar(json) as show:
        job = jobs.run_now(ask_for_retention(by=by, region=region), on_progress=show)
    if job.state != "done" or job.result is None:
        raise Failed(job.error or "Pekerjaan dihentikan. Jalankan lagi; yang tersisa diselesaikan.")
    if json:
        say_json(job.result)
    say(
        f"{thousands(job.result['erased'])} sumber dihapus: {thousands(job.result['rows'])} baris, "
        f"{thousands(job.result['files'])} berkas."
    )


@retention.command("report")
def report(
    region: Annotated[
        str, typer.Option("--region", help="Kode kabupaten/kota atau provinsi; tanpa ini: seluruhnya.")
    ] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    """Apa yang habis, yang habis dalam 30 hari, dan yang disimpan lebih lama, dengan sebabnya."""
    ready()
    from tepat.platform.accounts.permissions import Permission
    from tepat.platform.accounts.scopes import Scope
    from tepat.platform.privacy.queries import SHOWN, as_data, erasures_for
    from tepat.platform.privacy.queries import report as report_of

    by = acting(as_)
    must(by, Permission.PROCESSING_VIEW, region)
    scope = Scope((region,))
    found = report_of(scope, region)
    erased = [
        {
            "kind": one.kind, "name": one.name, "region": one.region_code, "rows": one.rows,
            "files": one.files, "kept_until": one.kept_until.isoformat(),
            "erased_at": one.begun_at.isoformat(), "whole": one.finished_at is not None,
        }
        for one in erasures_for(scope)[:SHOWN]
    ]  # fmt: skip
    if json:
        say_json(
            {
                "kinds": {kind.code: {"kept": kind.kept, "rule": f"{kind.rule.amount} {kind.rule.unit}"}
                          for kind in found.kinds},
                "ended": [as_data(one) for one in found.waiting],
                "soon": [as_data(one) for one in found.soon],
                "kept_longer": [as_data(one) for one in found.held],
                "erased": erased,
            }
        )  # fmt: skip
        return
    for kind in found.kinds:
        say(
            f"{kind.label}: {thousands(kind.kept)} disimpan, {kind.rule.told}, {thousands(len(kind.waiting))} habis"
        )
    for one in found.held:
        say(f"Disimpan lebih lama: {one.kept.name} ({one.until:%Y-%m-%d}): {one.held}")
    say(
        f"{thousands(len(found.soon))} habis dalam 30 hari; {thousands(len(erased))} penghapusan terakhir tercatat."
    )
