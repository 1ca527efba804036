"""tepat init, serve, worker, demo, doctor, status."""

from pathlib import Path
from typing import Annotated

import typer

from .app import app, ready
from .intake import Json
from .output import progress_bar, say, say_json, thousands
from .words import Commands

# How a line of `tepat doctor` begins and is coloured, by how the check ended.
_MARKS = {"ok": ("✓", ""), "warning": ("!", "yellow"), "fault": ("✗", "red")}
demo_app = Commands(help="Kabupaten peragaan.", invoke_without_command=True)
app.add_typer(demo_app, name="demo")


@app.command()
def init(json: Json = False) -> None:
    """Siapkan folder data, kunci, basis data dan daftar wilayah; yang dari versi lama dinaikkan. Aman diulang."""
    ready(initialised=False)
    from .keeping import say_upgraded
    from .preparing import prepare

    with progress_bar(json) as show:
        result = prepare(show)
    if json:
        say_json(result)
        return
    if result["migrations"]:
        say_upgraded(result["migrations"])
    say(f"Siap di {result['data']}: {result['regions']} wilayah.")
    if result["keys_made"]:
        say(
            f"Kunci baru dibuat di {result['data']}/keys. SALIN FOLDER ITU ke tempat aman: "
            "tanpa kunci, NIK dan berkas tidak dapat dibuka lagi oleh siapa pun.",
            style="bold yellow",
        )


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Alamat; dengan --lan semua alamat komputer ini.", show_default="127.0.0.1")
    ] = "",
    port: Annotated[
        int,
        typer.Option(help="Gerbang; bila terpakai, yang berikut.", show_default="8000, dengan --lan 8443"),
    ] = 0,
    lan: Annotated[
        str,
        typer.Option(help="Nama komputer ini di jaringan kantor: HTTPS dengan sertifikat kantor sendiri."),
    ] = "",
) -> None:
    """Jalankan web dan pekerja bersama; SIGTERM menghentikan dengan rapi."""
    ready()
    from tepat.platform import supervisor

    host = host or ("0.0.0.0" if lan else "127.0.0.1")  # noqa: S104 - asked for by --lan
    port = port or (supervisor.LAN_PORT if lan else 8000)
    raise typer.Exit(
        supervisor.serve(
            host,
            port,
            lan=lan.strip().lower(),
            on_entrance=_tell_how_to_trust,
            on_ready=lambda url: say(f"Tepat berjalan di {url}"),
        )
    )


def _tell_how_to_trust(url: str) -> None:
    from tepat.platform.crypto import certificates

    say(f"Perangkat yang belum percaya membuka dahulu {url}")
    say(f"Sidik jari sertifikat kantor: {certificates.authority_as_told()[1]}")


@app.command()
def worker() -> None:
    """Jalankan pekerja saja."""
    ready()
    from tepat.platform.jobs import worker as jobs_worker

    raise typer.Exit(jobs_worker.main())


@app.command()
def doctor(
    hashes: Annotated[
        bool, typer.Option("--hashes", help="Cetak sidik setiap tabel, berkas dan jejak, untuk dibandingkan.")
    ] = False,
    json: Json = False,
) -> None:
    """Periksa pemasangan: folder, kunci, basis data, jam, ruang, jejak. Keluar 1 bila ada yang rusak."""
    ready(initialised=hashes)
    if hashes:
        _hashes(json)
        return
    from tepat.platform import health

    checks = health.doctor()
    if json:
        say_json([{"name": name, "level": level, "sentence": sentence} for name, level, sentence in checks])
    else:
        for name, level, sentence in checks:
            mark, style = _MARKS[level]
            say(f"{mark} {name}: {sentence}", style=style)
    if any(level == "fault" for _name, level, _sentence in checks):
        raise typer.Exit(1)


@app.command()
def status(json: Json = False) -> None:
    """Keadaan pemasangan ini sekilas: pekerjaan, pekerja, disk, basis data, cadangan, halaman paling lambat."""
    ready()
    from tepat.platform.operating import queries

    told = queries.told(queries.installation())
    if json:
        say_json(told)
        return
    say(
        f"Pekerjaan: {told['waiting']} antre, {told['running']} berjalan, {told['failed']} gagal dalam 7 hari."
    )
    say(f"Pekerja: {', '.join(told['workers']) or 'tidak ada'}.")
    say(
        f"Disk {thousands(told['disk_free'] >> 20)} MB kosong dari {thousands(told['disk_total'] >> 20)} MB; "
        f"basis data {thousands(told['database_size'] >> 20)} MB."
    )
    say(
        f"Cadangan terakhir {told['last_backup'] or 'belum ada'}, berikut {told['next_backup'] or 'tidak dijadwalkan'}."
    )
    say(", ".join(f"{name} {value}" for name, value in told["versions"].items()))
    for page in told["pages"]:
        say(f"{page['p95']:.2f} s  {page['count']:>8}  {page['method']} {page['page']}")


def _hashes(json: bool) -> None:
    """One line a table, so that two machines' answers are compared by `diff`."""
    from tepat.platform.keeping import hashes

    with progress_bar(json) as show:
        told = hashes.tell(show)
    if json:
        say_json(told)
        return
    for table, one in told["tables"].items():
        print(f"{one['hash']}  {one['rows']:>10}  {table}")
    print(f"{told['files']['hash']}  {told['files']['count']:>10}  (berkas)")
    for chain, head in told["audit"].items():
        print(f"{head['hash']}  {head['seq']:>10}  (jejak {chain or 'nasional'})")


@demo_app.callback()
def demo(
    context: typer.Context,
    families: Annotated[int, typer.Option(help="Banyaknya keluarga.")] = 5_000,
    host: Annotated[str, typer.Option(help="Alamat.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Gerbang; bila terpakai, yang berikut.")] = 8000,
) -> None:
    """Isi kabupaten peragaan lewat pengimpor yang sebenarnya, lalu jalankan."""
    if context.invoked_subcommand:
        return
    import os

    os.environ["TEPAT_DEMO"] = "1"
    os.environ.setdefault("TEPAT_DATA", "tepat-demo")
    ready(initialised=False)
    from tepat.demo import commands

    from .preparing import prepare

    with progress_bar() as show:
        commands.prepare(families=families, initialise=prepare, on_progress=show)
    raise typer.Exit(commands.serve(host=host, port=port, say=say))


@demo_app.command("generate")
def generate(
    families: Annotated[int, typer.Option(help="Banyaknya keluarga.")],
    out: Annotated[Path, typer.Option(help="Folder keluaran.")],
    seed: Annotated[int, typer.Option(help="Benih; benih sama, berkas sama.")] = 1,
    region: Annotated[str, typer.Option(help="Kode kabupaten/kota.")] = "64.08",
    damage: Annotated[
        float | None, typer.Option(help="Kali laju kerusakan biasa; 0 untuk daftar bersih.")
    ] = None,
    layout: Annotated[
        str, typer.Option(help="p3ke_2023 (dengan kerusakan), p3ke_2022, dtsen, siks, desa atau cetak.")
    ] = "p3ke_2023",
    json: Json = False,
) -> None:
    """Tulis daftar buatan: P3KE 2023 dengan kebenarannya, atau berkas bersih dalam tata letak lain."""
    from tepat.demo import commands

    with progress_bar(json) as show:
        written = commands.generate(
            families=families,
            out=out,
            seed=seed,
            regency=region,
            damage=damage,
            layout=layout,
            on_progress=show,
        )
    if json:
        say_json(written)
    else:
        say(f"{families} keluarga ditulis ke {out}.")
