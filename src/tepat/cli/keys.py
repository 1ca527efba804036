"""tepat keys: change the keys while everything goes on, see how far that is, drop the old ones."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .app import Failed, app, ready
from .intake import Json
from .output import progress_bar, say, say_json, thousands
from .words import Commands

if TYPE_CHECKING:
    from tepat.platform.jobs import Job

keys_app = Commands(
    help="Kunci: ganti tanpa berhenti, lihat keadaannya, buang yang lama.", no_args_is_help=True
)
app.add_typer(keys_app, name="keys")


@keys_app.command("rotate")
def rotate(
    data: Annotated[
        bool,
        typer.Option(
            "--data",
            help="Kunci data baru juga: semua nilai dan berkas disegel ulang, sambil Tepat berjalan.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Pasang kunci induk baru. Tepat tetap berjalan; yang lama tinggal sampai tepat keys retire."""
    ready()
    from tepat.platform.accounts.queries import system
    from tepat.platform.rekeying.changing import change_keys

    _change, job = change_keys(by=system(), renew=data)
    if job is not None:
        _carried_out(job, json)
    if not json:
        say(
            "Kunci baru dipakai."
            if job is None
            else "Kunci baru dipakai, dan semuanya sudah disegel dengannya."
        )
        say("Buat cadangan sekarang; cadangan lama tetap dapat dipulihkan dengan kuncinya sendiri.")
        say("Kunci lama masih ada. Sepuluh menit lagi buang dengan: tepat keys retire")
    else:
        _told()


@keys_app.command("resume")
def resume(json: Json = False) -> None:
    """Lanjutkan penyegelan ulang yang terputus, dari tempatnya berhenti."""
    ready()
    from tepat.platform.accounts.queries import system
    from tepat.platform.rekeying.changing import resume_resealing

    job = resume_resealing(by=system())
    if job is not None:
        _carried_out(job, json)
    if json:
        _told()
    elif job is None:
        say("Tidak ada yang perlu dilanjutkan.")
    else:
        say("Semuanya sudah disegel dengan kunci baru. Buang yang lama dengan: tepat keys retire")


@keys_app.command("retire")
def retire(json: Json = False) -> None:
    """Periksa sekali lagi bahwa tidak ada yang memerlukan kunci lama, lalu buang kunci itu untuk selamanya."""
    ready()
    from tepat.platform.accounts.queries import system
    from tepat.platform.rekeying.changing import retire_old_keys

    job = retire_old_keys(by=system())
    if job is not None:
        _carried_out(job, json)
    if json:
        _told()
    else:
        say(
            "Kunci lama dibuang. Cadangan dari sebelumnya memuat kuncinya sendiri dan tetap dapat dipulihkan."
        )


@keys_app.command("status")
def status(json: Json = False) -> None:
    """Kunci mana yang dipakai, sejak kapan, dan apakah yang lama masih diperlukan."""
    ready()
    from tepat.platform.rekeying.queries import key_state

    if json:
        _told()
        return
    state = key_state()
    since = f"sejak {state.since:%Y-%m-%d}" if state.since else "diberikan lewat setelan"
    say(f"Kunci induk {state.master}, {since}; {thousands(state.data_keys)} kunci data di bawahnya.")
    if state.change is None:
        say("Tidak ada kunci lama.")
    elif state.change.resealed_at is None:
        say(
            f"Penyegelan ulang berjalan: {thousands(state.change.done)} nilai. Lanjutkan dengan: tepat keys resume"
        )
    else:
        say(f"Kunci lama {state.old_master or chr(8211)} masih ada. Buang dengan: tepat keys retire")


def _told() -> None:
    from tepat.platform.rekeying.queries import key_state

    state = key_state()
    told: dict[str, Any] = {
        name: getattr(state, name)
        for name in ("master", "since", "old_master", "data_keys", "under_old_master", "renewed_beside_old")
    }
    told["resealed"] = state.change is None or state.change.resealed_at is not None
    say_json(told)


def _carried_out(job: "Job", json: bool) -> None:
    from tepat.platform.jobs import run_now

    with progress_bar(json) as show:
        ended = run_now(job, show)
    if ended.state != ended.State.DONE:
        raise Failed(str(ended.error) or "Pekerjaan tidak selesai. Lanjutkan dengan: tepat keys resume")
