"""Making the packs of a round, one region after the other; what an attempt before made stays."""

from contextlib import ExitStack
from io import BytesIO
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from tepat.engine.sentences import Sentence
from tepat.intake.models import Pack, PackRound
from tepat.platform import files
from tepat.platform.jobs import Run, handler
from tepat.platform.jobs.handlers import Receipt
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import village_kind

from . import services
from .contents import families_in, regions_to_pack
from .services import LENGTHS, PACK_JOB, PROCESSING


def _receipt(result: dict[str, Any]) -> Receipt | None:
    parts = [{"value": result["packs"], "label": _("paket siap")}]
    return Receipt(_("Setiap wilayah mendapat paketnya"), result["total"], _("wilayah"), parts)


@handler(PACK_JOB, title=Sentence("Menyiapkan paket"), max_attempts=5, receipt=_receipt)
def make_packs(run: Run, *, round_id: str) -> dict[str, object]:
    """Write workbook, list and letter of each region that has none yet. What a village reads is Indonesian."""
    round_ = PackRound.objects.select_related("target_list__source_list", "data_key").get(id=round_id)
    wanted = regions_to_pack(round_.target_list, LENGTHS[round_.level], round_.areas)
    made = set(Pack.objects.filter(round=round_).values_list("region_code", flat=True))
    paths = regions.path_names(wanted)
    government = regions.full_names([round_.region_code]).get(round_.region_code, round_.region_code)
    done = len(made)
    for code in wanted:
        if code in made:
            continue
        run.progress(stage=Sentence("Menyiapkan paket"), done=done, total=len(wanted))
        with override("id"):
            _make(run, round_, code, paths[code], government)
        done += 1
    return {"packs": done, "total": round_.total}


def _make(run: Run, round_: PackRound, code: str, path: list[str], government: str) -> None:
    from .paper import covering_letter, printed_list
    from .workbook import Heading, write_workbook

    families = families_in(round_.target_list, code, and_below=round_.level == PackRound.Level.DISTRICT)
    people = sum(len(family.people) for family in families)
    heading = Heading(
        place=_place(code, path),
        title="Daftar keluarga untuk dilengkapi",
        list_name=round_.target_list.source_list.name,
        families=len(families),
        people=people,
        due=date_format(round_.due_day, "j F Y"),
    )
    workbook = BytesIO()
    purpose = _("melengkapi data %(place)s") % {"place": heading.place}
    mark = mark_for(run.job.created_by, PROCESSING, code, purpose=purpose, made=True)
    write_workbook(workbook, heading, families, mark)
    letter = {
        "government": f"Pemerintah {government}",
        "office": round_.office,
        "number": round_.letter_number,
        "day": date_format(round_.letter_day, "j F Y"),
        "addressee": _addressee(code, path),
        "signer": round_.signer,
        "signer_title": round_.signer_title,
    }
    contents = {
        "workbook": ("xlsx", workbook.getvalue()),
        "paper": ("pdf", printed_list(heading, families, mark)),
        "letter": ("pdf", covering_letter(heading, letter, mark)),
    }
    with ExitStack() as on_their_way:
        arrivals = {
            kind: on_their_way.enter_context(
                files.arrive(
                    stream=BytesIO(content),
                    name=f"{FILE_WORDS[kind]}-{_slug(path)}.{ending}",
                    data_key=round_.data_key,
                )
            )
            for kind, (ending, content) in contents.items()
        }
        services.keep_pack(
            by=run.job.created_by,
            run=run,
            round_=round_,
            region_code=code,
            families=len(families),
            people=people,
            arrivals=arrivals,
        )


FILE_WORDS = {"workbook": "paket", "paper": "daftar-cetak", "letter": "surat-pengantar"}


def _slug(path: list[str]) -> str:
    return "-".join(name.lower().replace(" ", "-") for name in path[-2:])


def _place(code: str, path: list[str]) -> str:
    kinds = {13: "Kelurahan" if village_kind(code) == "kelurahan" else "Desa", 8: "Kecamatan"}
    names = path[1:] if len(path) > 1 else path
    parts = [f"{kinds.get(len(code), '')} {names[-1]}".strip()]
    if len(code) == 13 and len(names) > 1:
        parts.append(f"Kecamatan {names[-2]}")
    return ", ".join(parts)


def _addressee(code: str, path: list[str]) -> str:
    if len(code) == 13:
        return f"{'Lurah' if village_kind(code) == 'kelurahan' else 'Kepala Desa'} {path[-1]}"
    return f"Camat {path[-1]}"
