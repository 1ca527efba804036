"""tepat backup, restore: everything in one sealed file, and back."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from .app import Refused, app, ready
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
    with only_one(settings.DATA):
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
