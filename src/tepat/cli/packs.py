"""tepat packs: workbooks that came back from the villages, and what was written anew on them."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from .actor import acting, must
from .app import Failed, Refused, app, ready
from .intake import As, Json, _open
from .output import progress_bar, say, say_json, thousands

if TYPE_CHECKING:
    from tepat.intake.models import PackReturn

packs = typer.Typer(help="Paket desa.", no_args_is_help=True)
app.add_typer(packs, name="packs")


@packs.command("return")
def give_back(
    files: Annotated[
        list[Path], typer.Argument(help="Lembar kerja XLSX, XLS, ODS atau CSV, atau ZIP berisi lembar itu.")
    ],
    round_: Annotated[str, typer.Option("--round", help="Nomor pengiriman paket, dari alamat halamannya.")],
    as_: As = "",
    json: Json = False,
) -> None:
    """Baca lembar kerja paket yang kembali; yang berbeda menjadi usulan perubahan."""
    ready()
    from tepat.intake import services
    from tepat.intake.models import PackReturn, PackRound
    from tepat.intake.returns.arriving import arrived
    from tepat.intake.returns.services import receive_returns
    from tepat.platform import jobs
    from tepat.platform.accounts.permissions import Permission

    by = acting(as_)
    try:
        found = PackRound.objects.get(id=UUID(round_))
    except (ValueError, PackRound.DoesNotExist):
        raise Refused(
            f"Tidak ada pengiriman paket {round_}. Salin nomornya dari alamat halaman paket itu."
        ) from None
    must(by, Permission.PACK_RETURN, found.region_code)
    with ExitStack() as opened:
        incoming = [services.Incoming(path.name, opened.enter_context(_open(path))) for path in files]
        sealed = opened.enter_context(arrived(found, incoming))
        made, job = receive_returns(by=by, round_=found, arrived=sealed)
    with progress_bar(json) as show:
        job = jobs.run_now(job, on_progress=show)
    if job.state != "done":
        raise Failed(job.error or "Pekerjaan dihentikan. Berkasnya tetap ada: jalankan lagi pekerja.")
    rows = PackReturn.objects.filter(id__in=[one.id for one in made]).select_related("file").order_by("id")
    _told(list(rows), json)


def _told(returns: "Sequence[PackReturn]", json: bool) -> None:
    names = ("state", "region_code", "rows", "missing", "filled", "claims", "told", "new")
    told: list[dict[str, Any]] = [
        {"id": str(one.id), "file": one.file.name, **{name: getattr(one, name) for name in names}}
        for one in returns
    ]
    if json:
        say_json({"returns": told})
        return
    for one in told:
        say(
            f"{one['file']}: {one['region_code']}, {thousands(one['filled'])} isian, "
            f"{thousands(one['claims'])} usulan, "
            f"{thousands(one['told'])} perlu dilihat, {thousands(one['new'])} usulan baru "
            f"({one['state']}); nomor {one['id']}"
        )


@packs.command("accept")
def accept_new(
    return_: Annotated[str, typer.Argument(metavar="NOMOR", help="Nomor pengembalian paket.")],
    as_: As = "",
    json: Json = False,
) -> None:
    """Terima usulan baru pada paket yang kembali; yang belum dapat diterima disebutkan dengan sebabnya."""
    ready()
    from tepat.intake.additions.queries import opened
    from tepat.intake.additions.services import AdditionsRefused, accept_additions
    from tepat.intake.models import Addition, PackReturn
    from tepat.platform.accounts.permissions import Permission

    by = acting(as_)
    try:
        found = PackReturn.objects.select_related("source__data_key").get(id=UUID(return_))
    except (ValueError, PackReturn.DoesNotExist):
        raise Refused(
            f"Tidak ada pengembalian paket {return_}. Salin nomornya dari alamat halamannya."
        ) from None
    must(by, Permission.CLAIM_DECIDE, found.region_code)
    waiting = found.additions.filter(state=Addition.State.OPEN)
    accepted = 0
    while waiting.exists():
        try:
            accepted += accept_additions(by=by, returned=found, additions=waiting)
        except AdditionsRefused as refusal:
            if not accepted:
                raise Refused(str(refusal)) from refusal
            break
    rows = list(waiting.select_related("home", "source_row").order_by("id"))
    left: list[dict[str, Any]] = [
        {"sheet": one.addition.source_row.sheet, "row": one.addition.source_row.row, "why": one.obstacles}
        for one in opened(found, rows)
    ]
    if json:
        say_json({"accepted": accepted, "left": left})
        return
    say(f"{thousands(accepted)} baris diterima ke registri, belum terverifikasi.")
    for one in left:
        say(f"{one['sheet']} baris {one['row']}: {' '.join(one['why']) or 'menunggu keluarganya.'}")
