"""tepat layouts: an office's own layouts, proposed from a file, kept, and carried to other offices."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from .actor import acting, must
from .app import Refused, app, ready
from .intake import As, Json
from .output import say, say_json
from .words import Commands

layouts_app = Commands(no_args_is_help=True, help="Tata letak kantor sendiri: simpan, bagikan, lihat.")
app.add_typer(layouts_app, name="layouts")
Region = Annotated[str, typer.Option("--region", help="Kode kabupaten/kota, misalnya 64.08.")]


@layouts_app.command("keep")
def keep(
    file: Annotated[Path, typer.Argument(help="Berkas .yaml dari kantor lain, atau yang disusun sendiri.")],
    region: Region,
    as_: As = "",
    json: Json = False,
) -> None:
    """Simpan tata letak dari berkas; sejak itu berkas berjudul demikian dikenali di wilayah ini."""
    ready()
    from tepat.engine.layouts import office
    from tepat.engine.layouts.layout import LayoutError
    from tepat.intake import services
    from tepat.platform.accounts.permissions import Permission

    by = acting(as_)
    must(by, Permission.BATCH_UPLOAD, region)
    try:
        with file.open("rb") as stream:
            definition = office.read(stream.read(office.LARGEST_FILE + 1))
    except OSError:
        raise Refused(f"Berkas {file.name} tidak dapat dibuka. Periksa letak dan hak bacanya.") from None
    except LayoutError as trouble:
        raise Refused(str(trouble)) from None
    kept = services.keep_office_layout(by=by, region_code=region, definition=definition)
    if json:
        say_json({"layout": kept.layout_id, "title": kept.title})
    else:
        say(f"Tata letak {kept.title!r} disimpan sebagai {kept.layout_id}.")


@layouts_app.command("propose")
def propose_layout(
    file: Annotated[Path, typer.Argument(help="Berkas dengan judul kolom yang belum dikenal.")],
    title: Annotated[str, typer.Option("--title", help="Nama tata letaknya.")],
    out: Annotated[Path, typer.Option("--out", help="Berkas .yaml untuk dibetulkan, lalu disimpan.")],
    legal_source: Annotated[str, typer.Option("--legal-source", help="Dasar atau asal daftarnya.")],
    subject: Annotated[
        str, typer.Option(help="Satu baris: person (orang) atau family (keluarga).")
    ] = "person",
    source: Annotated[str, typer.Option(help="Kunci milik siapa: p3ke, dtsen, siks atau desa.")] = "desa",
    region_kind: Annotated[str, typer.Option(help="Wilayah: kemendagri, bps atau names (nama).")] = "names",
    json: Json = False,
) -> None:
    """Usulkan arti tiap kolom berkas yang belum dikenal, dengan keyakinannya, sebagai berkas untuk dibetulkan."""
    ready(initialised=False)
    from tepat.engine.layouts import office
    from tepat.engine.layouts.layout import LayoutError
    from tepat.engine.layouts.proposing import propose
    from tepat.engine.reading import UnreadableFile
    from tepat.engine.reading.unknown import unknown_tables

    try:
        tables = unknown_tables(file, name=file.name)
    except OSError:
        raise Refused(f"Berkas {file.name} tidak dapat dibuka. Periksa letak dan hak bacanya.") from None
    except UnreadableFile as trouble:
        raise Refused(str(trouble)) from None
    if not tables or subject not in ("person", "family"):
        raise Refused(
            f"Tidak ada baris judul kolom pada berkas {file.name}. Tambahkan judul di atas datanya."
            if not tables
            else f"--subject {subject!r} tidak dikenal. Pilih person atau family."
        )
    table = max(tables, key=lambda one: len(one.rows))
    found = propose(table.headers, table.rows, "family" if subject == "family" else "person")
    try:
        definition = office.define(
            title=title,
            subject=subject,
            source=source,
            region_code=region_kind,
            legal_source=legal_source,
            valid_from=date.today(),
            fields={one.header: one.field for one in found if one.header and one.field}.items(),
        )
        out.write_bytes(office.written(definition))
    except LayoutError as trouble:
        raise Refused(str(trouble)) from None
    except OSError as trouble:
        raise Refused(f"Berkas {out.name} tidak dapat ditulis: {trouble.strerror}.") from None
    columns = [{"header": one.header, "field": one.field, "confidence": one.confidence} for one in found]
    if json:
        say_json({"header_row": table.header_row, "columns": columns, "out": str(out)})
        return
    for one in found:
        say(f"{one.confidence:4.0%}  {one.header or '(tanpa judul)'} → {one.field or '–'}")
    say(f"Ditulis ke {out}. Betulkan, lalu simpan dengan: tepat layouts keep {out} --region …")


@layouts_app.command("share")
def share(
    title: Annotated[str, typer.Argument(help="Nama tata letak.")],
    region: Region,
    out: Annotated[Path, typer.Option("--out", help="Berkas .yaml yang ditulis.")],
    as_: As = "",
) -> None:
    """Tulis tata letak ke berkas untuk kantor lain. Isinya judul kolom saja, tanpa data seorang pun."""
    ready()
    from tepat.intake.models import OfficeLayout
    from tepat.platform.accounts.permissions import Permission

    must(acting(as_), Permission.BATCH_VIEW, region)
    kept = OfficeLayout.objects.filter(region_code=region, title=title).first()
    if kept is None:
        raise Refused(
            f"Tidak ada tata letak bernama {title!r} di wilayah {region}. Lihat: tepat layouts list."
        )
    try:
        out.write_text(kept.definition, encoding="utf-8")
    except OSError as trouble:
        raise Refused(f"Berkas {out.name} tidak dapat ditulis: {trouble.strerror}.") from None
    say(f"Tata letak {kept.title!r} ditulis ke {out}.")


@layouts_app.command("list")
def list_layouts(region: Region, as_: As = "", json: Json = False) -> None:
    """Tata letak yang dikenal di wilayah ini, milik kantor dahulu."""
    ready()
    from tepat.intake.known_layouts import layouts_for
    from tepat.platform.accounts.permissions import Permission

    must(acting(as_), Permission.BATCH_VIEW, region)
    known = [(layout.id, str(layout.title)) for layout in layouts_for(region)]
    if json:
        say_json([{"layout": layout_id, "title": title} for layout_id, title in known])
    else:
        for layout_id, title in known:
            say(f"{layout_id}  {title}")
