"""tepat backup, restore, move-database, upgrade: everything kept, brought back, moved, brought up to date."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from .app import Refused, app, ready, refuse_half_restored
from .intake import Json
from .output import progress_bar, say, say_json, thousands

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help="Berkas berisi frasa sandi; tanpa ini ditanyakan, atau dari setelan."
    ),
]


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan yang ditulis.")],
    passphrase_file: PassphraseFile = None,
    json: Json = False,
) -> None:
    """Cadangkan seluruhnya (basis data, berkas, kunci) ke satu berkas tersegel, juga saat Tepat berjalan."""
    ready()
    from tepat.platform.accounts.queries import system
    from tepat.platform.keeping.making import make

    passphrase = _passphrase(passphrase_file, twice=True)
    with progress_bar(json) as show:
        made = make(by=system(), target=file, passphrase=passphrase, on_progress=show)
    if json:
        say_json({**vars(made)})
        return
    say(
        f"Cadangan {made.file} utuh: {thousands(made.size // 1024)} KB, {thousands(made.files)} berkas, dibaca ulang."
    )
    say(
        "Simpan di mesin lain, dan frasa sandinya di tempat lain lagi: tanpa frasa itu ia tidak dapat dibuka."
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan.")],
    over: Annotated[
        bool, typer.Option("--over", help="Ganti data yang ada di sini; yang lama disisihkan, tidak dihapus.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    json: Json = False,
) -> None:
    """Pulihkan cadangan di mesin baru, atau (--over) di atas data yang ada. Aman diulang bila terputus."""
    ready(initialised=False)
    from django.conf import settings

    from tepat.platform import crypto
    from tepat.platform.crypto.keys import forget
    from tepat.platform.keeping.restoring import restore as bring_back
    from tepat.platform.supervisor.locking import only_one

    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Where nothing is yet, asking for workers would make an empty database.
    with alone() if over else only_one(settings.DATA):
        if over:
            say(
                "Data yang ada sekarang disisihkan, bukan dihapus; Tepat memakai isi cadangan.",
                style="yellow",
            )
        passphrase = _passphrase(passphrase_file)
        with progress_bar(json) as show:
            done = bring_back(file=file, passphrase=passphrase, over=over, on_progress=show)
    forget()
    crypto.check_keys()
    if json:
        say_json({**vars(done)})
        return
    say(f"Dipulihkan ke keadaan {done.made_at} di {settings.DATA}. Periksa: tepat doctor --hashes")
    if done.aside:
        say(f"Data yang lama disisihkan di {done.aside}; hapus sendiri bila tidak diperlukan lagi.")


@app.command("move-database")
def move_database(
    url: Annotated[
        str, typer.Argument(help="postgresql://pengguna:sandi@host/nama yang kosong, atau sqlite.")
    ],
    json: Json = False,
) -> None:
    """Pindahkan seluruh isi ke basis data lain (SQLite ke PostgreSQL atau balik); yang lama dibiarkan."""
    ready()
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from tepat.platform.database.address import described
    from tepat.platform.keeping.moving import move

    try:
        target = described("" if url == "sqlite" else url, settings.DATA)
    except ImproperlyConfigured as trouble:
        raise Refused(str(trouble).replace("TEPAT_DATABASE_URL", "URL")) from None
    if (target["ENGINE"], target["NAME"]) == tuple(
        settings.DATABASES["default"][n] for n in ("ENGINE", "NAME")
    ):
        raise Refused("Basis data tujuan sama dengan yang dipakai sekarang. Sebut yang lain.")
    with alone(), progress_bar(json) as show:
        done = move(target=target, on_progress=show)
    if json:
        say_json(vars(done))
        return
    say(f"{thousands(done.rows)} baris dalam {done.tables} tabel dipindahkan; sidik setiap tabel sama.")
    setting = "kosongkan TEPAT_DATABASE_URL" if url == "sqlite" else "isi TEPAT_DATABASE_URL dengan URL itu"
    say(f"Mulai sekarang {setting}, lalu jalankan Tepat lagi. Basis data yang lama masih ada apa adanya.")


@app.command()
def upgrade(json: Json = False) -> None:
    """Bawa basis data ke versi yang terpasang: salin, migrasi, periksa; gagal berarti dikembalikan."""
    ready(initialised=False)
    from tepat.platform.crypto import keys_present
    from tepat.platform.keeping.upgrading import upgrade as bring_up

    refuse_half_restored()
    if not keys_present():
        raise Refused("Tepat belum disiapkan di sini. Jalankan: tepat init")
    with alone(), progress_bar(json) as show:
        applied = bring_up(on_progress=show)
    if json:
        say_json({"migrations": applied})
    elif applied:
        say_upgraded(applied)
    else:
        say("Basis data sudah sesuai versi ini.")


def say_upgraded(applied: Sequence[str]) -> None:
    say(f"{len(applied)} migrasi dijalankan dan hasilnya diperiksa. Jalankan Tepat lagi.")


@contextmanager
def alone() -> Iterator[None]:
    """While nobody else works on the data. Raises Refused when a server or a worker runs."""
    from django.conf import settings
    from django.db import Error
    from django.utils import timezone

    from tepat.platform.health import WORKER_SILENT
    from tepat.platform.jobs.models import Worker
    from tepat.platform.supervisor.locking import only_one

    with only_one(settings.DATA):
        try:
            busy = Worker.objects.filter(seen_at__gt=timezone.now() - WORKER_SILENT).exists()
        except Error:
            busy = False  # tables of another version, or none yet
        if busy:
            raise Refused("Pekerja masih berjalan atas data ini. Hentikan Tepat seluruhnya, lalu ulangi.")
        yield


def _passphrase(file: Path | None, *, twice: bool = False) -> str:
    """From a file, the settings, or a person; never from the command's own words, which others see."""
    from tepat.platform.keeping.passphrase import given

    if found := given(file):
        return found
    if not sys.stdin.isatty():
        raise Refused(
            "Frasa sandi belum diberikan. Pakai --passphrase-file, TEPAT_BACKUP_PASSPHRASE_FILE "
            "atau TEPAT_BACKUP_PASSPHRASE, atau jalankan di terminal."
        )
    said = getpass("Frasa sandi cadangan: ")
    if twice and getpass("Sekali lagi: ") != said:
        raise Refused("Kedua frasa sandi berbeda. Ulangi perintah ini.")
    return said
