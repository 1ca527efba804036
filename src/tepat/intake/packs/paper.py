"""The printed list and the covering letter of a pack, as PDF. What they say is data, how it looks is a template."""

from collections.abc import Mapping, Sequence

from tepat.platform.files.marking import Mark
from tepat.platform.files.paper import pdf
from tepat.registry.fields import shown

from .contents import PackFamily, PackPerson
from .workbook import Heading

_TEMPLATES = "tepat.intake.packs.templates"
_HEADINGS = ("No.", "Kepala keluarga", "Alamat", "Anggota", "Belum lengkap", "Catatan petugas")


def printed_list(heading: Heading, families: Sequence[PackFamily], mark: Mark) -> bytes:
    """The families of a pack, numbered, with room to write; A4 across. PDF."""
    several = len({family.village for family in families}) > 1
    return pdf(
        _TEMPLATES,
        "list",
        {
            "title": heading.title,
            "place": heading.place,
            "list_name": heading.list_name,
            "confidential": "memuat data pribadi, jangan disebarkan",
            "counts": f"{heading.families} keluarga, {heading.people} orang",
            "due": f"Dikembalikan paling lambat {heading.due}",
            "headings": _HEADINGS,
            "families": [
                {
                    "number": number,
                    "head": family.head_name or "(tanpa nama)",
                    "village": family.village if several else "",
                    "address": family.address or "–",
                    "people": [_said(person) for person in family.people],
                    "missing": _missing(family),
                }
                for number, family in enumerate(families, start=1)
            ],
        },
        mark,
    )


def _said(person: PackPerson) -> str:
    birth = person.values["birth_date"]
    parts = [
        shown("person", "relation", person.values["relation"]) or "hubungan?",
        birth.strftime("%d-%m-%Y") if birth else "tanggal lahir?",
        f"NIK …{person.number[-4:]}" if person.number else "NIK?",
    ]
    return f"{person.name or '(tanpa nama)'}: {', '.join(map(str, parts))}"


def _missing(family: PackFamily) -> str:
    without = sum(person.number_status != "sound" for person in family.people)
    parts = [
        *([] if family.has_kk else ["No. KK"]),
        *([f"NIK {without} orang"] if without else []),
        *([] if family.address else ["alamat"]),
    ]
    dwelling = sum(value == "" for value in family.dwelling.values())
    if dwelling:
        parts.append(f"{dwelling} isian rumah")
    return ", ".join(parts) or "–"


def covering_letter(heading: Heading, letter: Mapping[str, str], mark: Mark) -> bytes:
    """The letter that goes with a pack; `letter` holds government, office, number, day, addressee, signer and
    signer_title. PDF.
    """
    return pdf(
        _TEMPLATES,
        "letter",
        {
            **letter,
            "place": heading.place,
            "list_name": heading.list_name,
            "families": heading.families,
            "people": heading.people,
            "due": heading.due,
        },
        mark,
    )
