"""tepat referral: people referred to the civil registry by file, and its answers."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from .actor import acting, must
from .app import Failed, Refused, app, ready
from .intake import As, Json, _open
from .output import progress_bar, say, say_json, thousands

if TYPE_CHECKING:
    from tepat.intake.models import CivilAnswer, Referral, TargetList
    from tepat.platform.accounts.models import User
    from tepat.platform.jobs import Job

referral = typer.Typer(help="Rujukan Dukcapil lewat berkas.", no_args_is_help=True)
app.add_typer(referral, name="referral")


@referral.command("make")
def make(
    out: Annotated[Path, typer.Option("--out", help="Berkas XLSX yang ditulis.")],
    region: Annotated[str, typer.Option("--region", help="Kode kabupaten/kota atau kecamatan.")],
    recipient: Annotated[str, typer.Option("--recipient", help="Penerima berkas.")],
    purpose: Annotated[str, typer.Option("--purpose", help="Tujuan pemakaiannya.")],
    legal: Annotated[str, typer.Option("--legal", help="Dasar hukum, dengan nomornya.")],
    until: Annotated[str, typer.Option("--until", help="Dipakai sampai tanggal ini, misalnya 2026-12-31.")],
    list_name: Annotated[
        str, typer.Option("--list", help="Hanya keluarga pada daftar ini; tanpa ini semua keluarga.")
    ] = "",
    states: Annotated[
        list[str] | None,
        typer.Option(
            "--state", help="blank, damaged, shared atau unmatched; boleh beberapa, tanpa ini semua."
        ),
    ] = None,
    issue: Annotated[bool, typer.Option("--issue", help="Untuk penerbitan nomor: orang tanpa NIK.")] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    """Buat berkas rujukan; syarat pemakaiannya dicatat, dan pengambilannya masuk jejak."""
    ready()
    from tepat.intake.exchange import services
    from tepat.intake.exchange.queries import STATES
    from tepat.intake.models import Referral
    from tepat.platform import files
    from tepat.platform.accounts.permissions import Permission
    from tepat.platform.regions.codes import is_code

    by = acting(as_)
    if not is_code(region) or len(region) < 5:
        raise Refused(f"Tidak ada kabupaten/kota atau kecamatan {region}. Periksa kode sesudah --region.")
    must(by, Permission.REFERRAL_MAKE, region)
    chosen = states or list(STATES)
    if wrong := [state for state in chosen if state not in STATES]:
        raise Refused(f"Keadaan {', '.join(wrong)} tidak dikenal. Pakai: {', '.join(STATES)}.")
    try:
        last_day = date.fromisoformat(until)
    except ValueError:
        raise Refused(f"Tanggal {until} tidak terbaca. Tulis seperti 2026-12-31 sesudah --until.") from None
    made, job = services.make_referral(
        by=by, region_code=region, target_list=_list_named(list_name, by, region),
        kind=Referral.Kind.ISSUE if issue else Referral.Kind.MATCH, states=chosen,
        terms=services.Terms(purpose, recipient, legal, last_day),
    )  # fmt: skip
    _carry_out(job, json)
    made.refresh_from_db()
    assert made.file is not None, "the job is done"
    services.note_referral_fetch(by=by, referral=made)
    with files.open_plain(made.file) as plain:
        out.write_bytes(plain.read())
    if json:
        say_json({**_as_data(made), "file": str(out)})
    else:
        say(f"{out}: {thousands(made.people)} orang; nomor rujukan {made.id}")


def _list_named(name: str, by: "User", region: str) -> "TargetList | None":
    from tepat.intake.targets.named import target_lists_named
    from tepat.platform.accounts.permissions import Permission

    if not name:
        return None
    found = target_lists_named(name, by.scope(Permission.REFERRAL_MAKE), region)
    if not found:
        raise Refused(f"Tidak ada daftar {name!r} di {region}. Periksa nama sesudah --list.")
    return found[0]


def _carry_out(job: "Job", json: bool) -> None:
    from tepat.platform import jobs

    with progress_bar(json) as show:
        job = jobs.run_now(job, on_progress=show)
    if job.state != "done":
        raise Failed(job.error or "Pekerjaan dihentikan. Berkasnya tetap ada: jalankan lagi pekerja.")


def _as_data(one: "Referral") -> dict[str, Any]:
    names = ("kind", "region_code", "people", "recipient", "purpose", "legal_basis")
    return {
        "id": str(one.id), "states": one.states.split(), "last_day": one.last_day.isoformat(),
        **{name: getattr(one, name) for name in names},
    }  # fmt: skip


@referral.command("list")
def show_all(as_: As = "", json: Json = False) -> None:
    """Daftar rujukan yang sudah dibuat, yang terbaru dahulu."""
    ready()
    from tepat.intake.exchange.queries import SHOWN, referrals_for

    found = [_as_data(one) for one in referrals_for(acting(as_))[:SHOWN]]
    if json:
        say_json({"referrals": found})
        return
    for one in found:
        say(
            f"{one['id']}: {one['region_code']}, {thousands(one['people'])} orang, {one['recipient']}, "
            f"sampai {one['last_day']}"
        )
    if not found:
        say("Belum ada rujukan.")


@referral.command("answer")
def answer(
    file: Annotated[Path, typer.Argument(help="Jawaban XLSX, XLS, ODS atau CSV.")],
    of: Annotated[str, typer.Option("--referral", help="Nomor rujukan yang dijawab.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Terapkan semua yang tidak bertanya begitu selesai dibaca.")
    ] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    """Baca jawaban Dukcapil; yang berbeda menjadi usulan, dan (dengan --apply) diterapkan."""
    ready()
    from tepat.intake.exchange import services
    from tepat.intake.exchange.arriving import arrived
    from tepat.intake.exchange.queries import plain_claims
    from tepat.intake.models import CivilAnswer
    from tepat.platform.accounts.permissions import Permission

    by = acting(as_)
    found = _referral(of, by)
    must(by, Permission.REFERRAL_ANSWER, found.region_code)
    if apply:
        must(by, Permission.CLAIM_DECIDE, found.region_code)
    with _open(file) as stream, arrived(found, file.name, stream) as (source, arrival):
        made, job = services.receive_answer(by=by, referral=found, source=source, arrival=arrival)
    _carry_out(job, json)
    made = CivilAnswer.objects.select_related("referral").get(id=made.id)
    if made.state == CivilAnswer.State.UNREADABLE:
        raise Refused(str(made.trouble))
    applied = plain_claims(made).count() if apply else 0
    if applied:
        _carry_out(services.apply_answer(by=by, answer=made), json)
    _told(made, applied, json)


def _referral(text: str, by: "User") -> "Referral":
    from tepat.intake.exchange.queries import referrals_for

    try:
        found = referrals_for(by).filter(id=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused(f"Tidak ada rujukan {text}. Lihat nomornya dengan: tepat referral list")
    return found


def _told(made: "CivilAnswer", applied: int, json: bool) -> None:
    from tepat.intake.exchange.queries import lines_of

    lines = [{"sheet": one.sheet, "row": one.row, "why": one.said} for one in lines_of(made)[0]]
    names = ("rows", "verdicts", "missing", "same", "claims", "asked", "told")
    counts = {name: getattr(made, name) for name in names}
    if json:
        say_json({"id": str(made.id), **counts, "applied": applied, "lines": lines})
        return
    say(
        f"{thousands(made.rows)} orang dijawab, {thousands(made.claims)} usulan, {thousands(made.asked)} bertanya, "
        f"{thousands(made.told)} baris tidak dipakai, {thousands(applied)} usulan diterapkan; nomor {made.id}"
    )
    for one in lines:
        say(f"{one['sheet']} baris {one['row']}: {one['why']}")
