"""The command tree, and what every command shares: starting Django, refusing, failing."""

import os
import sys
import traceback
from typing import Any

import typer

from .words import Commands, wrongly_typed

app = Commands(
    name="tepat",
    help="Tepat: dari daftar kementerian sampai nol keluarga miskin ekstrem.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class Refused(Exception):
    """The command is refused; the sentence says what is wrong, where, and what to do. Exit 2."""

    for_people = True
    code = 2

    def __init__(self, sentence: str, **details: Any) -> None:
        super().__init__(sentence)
        self.details = details


class Failed(Refused):
    """The command began and came to a halt before its end; the sentence says why and how to go on. Exit 1."""

    code = 1


def ready(*, initialised: bool = True) -> None:
    """Start Django; refuse plainly when `tepat init` has not been run."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
        database = settings.DATABASES["default"]
    except ImproperlyConfigured as trouble:
        raise Refused(str(trouble)) from None
    if not initialised:
        return
    from tepat.platform import crypto
    from tepat.platform.database.migrated import unmigrated
    from tepat.platform.keeping import upgrading

    refuse_half_restored()
    if upgrading.cut_off():
        raise Refused(f"Peningkatan versi di {settings.DATA} terputus. Jalankan lagi: tepat upgrade")
    absent = not settings.DATA.is_dir() or (
        str(database["ENGINE"]).endswith("sqlite3") and not settings.DATA.joinpath("tepat.sqlite3").exists()
    )
    if absent or not crypto.keys_present():
        raise Refused(f"Tepat belum disiapkan di {settings.DATA}. Jalankan: tepat init")
    if unmigrated():
        raise Refused("Basis data belum sesuai versi ini. Jalankan: tepat upgrade")


def refuse_half_restored() -> None:
    """Nothing is to be made or changed where a restore has begun to move things into place."""
    from django.conf import settings

    from tepat.platform.keeping import restoring

    if restoring.half_done(settings.DATA):
        raise Refused(
            f"Pemulihan ke {settings.DATA} terputus di tengah jalan. Jalankan lagi: tepat restore BERKAS; "
            "yang tersisa diselesaikan."
        )


def whole() -> Commands:
    """The tree with every command in it."""
    from . import (  # noqa: F401 - each adds its commands
        accounts,
        audit,
        checks,
        intake,
        keeping,
        keys,
        layouts,
        packs,
        referrals,
        retention,
        running,
    )

    return app


def run() -> None:
    """Run the command; a refusal is a sentence and exit 2, a fault is told without a person's data and exit 1."""
    try:
        # What a command ends with by typer.Exit is handed back here, not raised.
        code = whole()(standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as fault:
        sys.exit(_told(fault))
    sys.exit(code if isinstance(code, int) else 0)


def _told(fault: Exception) -> int:
    """Say what ended the command, and return how it exits. Services mark sentences with `for_people`."""
    if wrong := wrongly_typed(fault):
        return _say_why(wrong, 2)
    shown = getattr(fault, "show", None)
    if callable(shown):
        shown()
        return 2
    if full := _storage_full(fault):
        return _say_why(full, 1)
    if getattr(fault, "for_people", False):
        return _say_why(str(fault), getattr(fault, "code", 2), **getattr(fault, "details", {}))
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    print(
        f"Gangguan: {type(fault).__name__} di {place}. Coba lagi; bila berulang, jalankan tepat doctor.",
        file=sys.stderr,
    )
    if os.environ.get("TEPAT_TRACE"):
        traceback.print_exception(fault)
    return 1


def _say_why(sentence: str, code: int, **details: Any) -> int:
    from .output import say, say_json

    if "--json" in sys.argv:
        say_json({"error": sentence, **details})
    say(sentence, style="red")
    return code


def _storage_full(fault: Exception) -> str:
    """A full disk is nobody's wrong input: a fault, told plainly."""
    from tepat.platform.database import faults
    from tepat.platform.files.refusals import StorageFull, no_room

    if isinstance(fault, StorageFull):
        return str(fault)
    if faults.no_room(fault) or no_room(fault):
        return (
            "Disk server penuh; langkah yang sedang ditulis dibatalkan, yang sebelumnya tetap utuh. "
            "Kosongkan ruang, lalu ulangi perintah ini."
        )
    return ""
