"""tepat import, findings, completeness."""

import errno
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from .actor import acting, must
from .app import Failed, Refused, app, ready
from .output import progress_bar, say, say_json, thousands

if TYPE_CHECKING:
    from tepat.intake.completeness.fields import Field
    from tepat.intake.completeness.matrix import Row

Json = Annotated[bool, typer.Option("--json", help="Hanya JSON di keluaran baku.")]
As = Annotated[str, typer.Option("--as", help="Nama pengguna yang bertindak; tanpa ini: system.")]


@app.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(help="Berkas XLSX, XLS, ODS, CSV, atau ZIP berisi berkas itu; boleh beberapa."),
    ],
    list_name: Annotated[str, typer.Option("--list", help="Nama daftar, misalnya 'P3KE 2023'.")],
    region: Annotated[str, typer.Option("--region", help="Kode kabupaten/kota, misalnya 64.08.")],
    layout: Annotated[
        str, typer.Option("--layout", help="Paksa satu tata letak; biasanya dikenali sendiri.")
    ] = "",
    accept: Annotated[
        bool, typer.Option("--accept", help="Terima baris yang siap begitu selesai diperiksa.")
    ] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    """Baca, periksa dan (dengan --accept) terima berkas kementerian."""
    ready()
    from tepat.intake import services
    from tepat.intake.batches.queries import counts_of
    from tepat.intake.models import Batch
    from tepat.platform import jobs
    from tepat.platform.accounts.permissions import Permission

    started = time.monotonic()
    by = acting(as_)
    must(by, Permission.BATCH_UPLOAD, region)
    if accept:
        must(by, Permission.BATCH_ACCEPT, region)
    _known_layout(layout, region)
    with ExitStack() as opened:
        incoming = [services.Incoming(path.name, opened.enter_context(_open(path))) for path in files]
        batch, job = services.receive_batch(
            by=by, list_name=list_name, region_code=region, incoming=incoming, layout=layout
        )
    with progress_bar(json) as show:
        _finished(jobs.run_now(job, on_progress=show), batch)
        batch.refresh_from_db()
        if batch.state == Batch.State.UNREADABLE:
            raise Refused(batch.trouble, batch=str(batch.id))
        if accept and batch.pending:
            _finished(jobs.run_now(services.accept_batch(by=by, batch=batch), on_progress=show), batch)
            batch.refresh_from_db()
    result = {**counts_of(batch), "seconds": round(time.monotonic() - started, 2)}
    if json:
        say_json(result)
        return
    parts = [("pending", "menunggu"), ("accepted", "diterima"), ("held", "tertahan"), ("refused", "ditolak")]
    equation = " + ".join(f"{thousands(result[name])} {word}" for name, word in parts)
    say(f"Batch {result['batch']}")
    say(f"{thousands(result['rows_in'])} baris = {equation}")
    say(
        f"{thousands(result['families'])} keluarga, {thousands(result['persons'])} orang, {result['seconds']} detik"
    )
    for check, count in sorted(result["findings"].items(), key=lambda item: -item[1]):
        say(f"  {check}  {thousands(count)}")


def _open(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as trouble:
        reason = "tidak ada" if isinstance(trouble, FileNotFoundError) else "tidak dapat dibuka"
        raise Refused(f"Berkas {path.name} {reason}. Periksa letak dan hak bacanya.") from None


def _known_layout(layout: str, region: str) -> None:
    from tepat.intake.known_layouts import layouts_for

    known = layouts_for(region).ids()
    if layout and layout not in known:
        raise Refused(f"Tata letak {layout!r} tidak dikenal. Yang ada: {', '.join(known)}.")


def _finished(job: Any, batch: Any) -> None:
    """A job that failed has said why in a sentence; the batch stays, and can be gone on with."""
    if job.state != "done":
        why = job.error or f"Pekerjaan {str(job.title)!r} dihentikan."
        raise Failed(f"{why} Batchnya tetap ada: buka Data masuk, lalu tekan Lanjutkan.", batch=str(batch.id))


def _batch(batch_id: str) -> Any:
    from tepat.intake.models import Batch

    try:
        return Batch.objects.select_related("source__data_key", "list").get(id=UUID(batch_id))
    except (ValueError, Batch.DoesNotExist):
        raise Refused(
            f"Tidak ada batch {batch_id}. Salin nomornya dari alamat halaman batch itu, "
            "atau dari keluaran tepat import."
        ) from None


def _unwritable(out: Path, trouble: OSError) -> str:
    """Why a file cannot be written, in the words of the person who asked for it."""
    why = {
        errno.ENOENT: f"folder {out.parent} tidak ada. Buat foldernya dahulu.",
        errno.EACCES: f"folder {out.parent} atau berkasnya tidak boleh ditulisi. Pilih tempat lain.",
        errno.EISDIR: "itu nama folder. Tulis nama berkas.",
        errno.ENOTDIR: f"{out.parent} bukan folder. Pilih tempat lain.",
        errno.ENOSPC: "disk penuh. Kosongkan sebagian, atau pilih tempat lain.",
    }.get(trouble.errno or 0, f"{trouble.strerror}. Pilih tempat lain.")
    return f"Berkas {out.name} tidak dapat ditulis: {why}"


@app.command()
def findings(
    batch: Annotated[str, typer.Option("--batch", help="Nomor batch.")],
    out: Annotated[Path, typer.Option("--out", help="Berkas .xlsx atau .csv yang ditulis.")],
    as_: As = "",
    json: Json = False,
) -> None:
    """Tulis semua temuan sebuah batch ke berkas."""
    ready()
    from tepat.intake import services
    from tepat.intake.batches.marks import mark_of_batch
    from tepat.intake.findings.files import write_findings
    from tepat.intake.findings.queries import FindingFilter, findings_by_regency
    from tepat.platform.accounts.permissions import Permission
    from tepat.registry.hand_overs import refuse_use_of_source

    by, found = acting(as_), _batch(batch)
    must(by, Permission.FAMILY_EXPORT, found.region_code)
    kind = out.suffix.lower().lstrip(".")
    if kind not in ("xlsx", "csv"):
        raise Refused(f"Nama {out.name} harus berakhir .xlsx atau .csv.")
    refuse_use_of_source(found.source)
    try:
        count = write_findings(found, out, kind, mark_of_batch(by, found))
    except OSError as trouble:
        raise Refused(_unwritable(out, trouble)) from None
    counts = findings_by_regency(found, FindingFilter())
    services.note_batch_export(by=by, batch=found, what="findings", counts=counts)
    if json:
        say_json({"batch": str(found.id), "rows": count, "out": str(out)})
    else:
        say(f"{thousands(count)} temuan ditulis ke {out}.")


@app.command()
def changes(
    batch: Annotated[str, typer.Option("--batch", help="Nomor batch.")],
    as_: As = "",
    json: Json = False,
) -> None:
    """Apa yang diubah sebuah batch terhadap daftar sebelumnya; sebelum diterima, apa yang akan diubahnya."""
    ready()
    from tepat.intake.changes.queries import as_data, is_preview
    from tepat.intake.changes.services import ask_for_preview
    from tepat.intake.models import ListChange
    from tepat.platform import jobs
    from tepat.platform.accounts.permissions import Permission

    by, found = acting(as_), _batch(batch)
    must(by, Permission.BATCH_VIEW, found.region_code)
    if is_preview(found):
        jobs.run_now(ask_for_preview(by=by, batch=found))
    data = as_data(found, by.scope(Permission.BATCH_VIEW))
    if json:
        say_json(data)
    else:
        if data["preview"]:
            say("Pratinjau; batch ini belum diterima.")
        for kind, label in ListChange.Kind.choices:
            say(f"{label}: {thousands(data['changes'][kind])} keluarga")


@app.command()
def completeness(
    list_name: Annotated[str, typer.Option("--list", help="Nama daftar.")],
    by: Annotated[str, typer.Option("--by", help="province, regency, district atau village.")] = "district",
    region: Annotated[str, typer.Option("--region", help="Hanya di dalam wilayah ini.")] = "",
    purpose: Annotated[
        str,
        typer.Option("--purpose", help="Untuk apa: verify, decree, pay atau match; tanpa ini semua kolom."),
    ] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    """Kelengkapan tiap kolom menurut wilayah."""
    ready()
    from tepat.intake.completeness import matrix
    from tepat.intake.completeness.fields import fields
    from tepat.intake.completeness.purposes import PURPOSES, rules_for, today_at
    from tepat.intake.completeness.trend import changes_of, trend
    from tepat.intake.targets.named import target_lists_named
    from tepat.platform.accounts.permissions import Permission
    from tepat.platform.accounts.scopes import scope_of
    from tepat.platform.regions.scope import within

    if by not in matrix.LEVELS:
        raise Refused(f"--by {by!r} tidak dikenal. Pilih {', '.join(matrix.LEVELS)}.")
    user = acting(as_)
    scope = scope_of(user, Permission.COMPLETENESS_VIEW)
    lists = target_lists_named(list_name, scope, region)
    if not lists:
        raise Refused(
            f"Tidak ada daftar bernama {list_name!r} di wilayah Anda. Periksa ejaannya, atau terima batchnya dahulu."
        )
    if purpose and purpose not in PURPOSES:
        raise Refused(f"--purpose {purpose!r} tidak dikenal. Pilih {', '.join(PURPOSES)}.")
    rows = matrix.matrix(lists, scope=scope, level=by, within=region)
    shown = list(fields())
    if purpose:
        code = region if len(region) >= 5 else lists[0].region_code
        names = rules_for([code]).at(code, purpose, today_at(code))
        shown = [item for item in shown if item.field in names]
    if json:
        place = scope.q("region_code") & within([region], "region_code")
        points = trend(changes_of(lists, place), region or lists[0].region_code)
        asked = {"purpose": purpose, "asked": [item.field for item in shown]} if purpose else {}
        say_json({**matrix.as_data(list_name, by, rows), **asked, "trend": [vars(one) for one in points]})
    else:
        _show_matrix([*rows, matrix.total(rows)], shown)


def _show_matrix(rows: Sequence["Row"], shown: Sequence["Field"]) -> None:
    """A table for people: every field where the terminal has room, else the share of all and the emptiest."""
    from rich.table import Column, Table

    from .output import console

    labels = [str(item.label) for item in shown]
    head = [
        Column("Kode", no_wrap=True),
        Column("Wilayah", no_wrap=True),
        Column("Keluarga", justify="right"),
    ]
    wide = console.width >= 50 + 7 * len(labels)
    columns = [Column(label, overflow="fold", min_width=4) for label in labels]
    table = Table(*head, *(columns if wide else ["Terisi", "Paling kosong"]))
    for row in rows:
        shares = ["–" if cell.percent is None else f"{cell.percent:.0f}%" for cell in row.some(shown)]
        emptiest = sorted(
            zip(row.some(shown), labels, shares, strict=True), key=lambda item: item[0].percent or 0
        )
        short = [
            f"{row.of(item.field for item in shown).percent or 0:.0f}%",
            ", ".join(f"{label} {share}" for _, label, share in emptiest[:2]),
        ]
        table.add_row(row.code, row.name or "Semua", thousands(row.families), *(shares if wide else short))
    console.print(table)
