"""The pack's own sheets as layouts, so that headers are found and values are read and checked like any list's."""

from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import override

from tepat.engine.layouts import Layouts
from tepat.engine.layouts.fields import known_fields, known_values
from tepat.engine.layouts.layout import Layout, Subject, from_mapping
from tepat.intake.packs.contents import DWELLING_FIELDS, PERSON_FIELDS
from tepat.registry.fields import DWELLING, PERSON, RELATION, choices

# What a pack asks for, by subject; what stands beside it only says whom a row is about.
ASKED = {
    "family": ("head_name", "address", "kk", *DWELLING_FIELDS),
    "person": ("name", "nik", *PERSON_FIELDS),
}
CONTEXT = {"family": ("village_name",), "person": ("head_name", "nik_known")}
KEY = {"family": "family_key", "person": "person_key"}
REMARK = "remark"

_Columns = dict[str, dict[str, Any]]


@cache
def pack_layouts() -> Layouts:
    """The sheets of families and of members."""
    with override("id"):
        return Layouts([_layout("family", _family_columns()), _layout("person", _person_columns())])


def layout_of(subject: str) -> Layout:
    """The sheet that holds families, or members."""
    return pack_layouts().get(f"paket_{subject}")


def _family_columns() -> _Columns:
    return {
        "family_key": {"header": "ID Tepat", "kind": "key"},
        "village_name": {"header": "Desa/Kelurahan", "kind": "text"},
        "head_name": {"header": "Kepala Keluarga", "kind": "name"},
        "address": {"header": "Alamat", "kind": "text"},
        "kk": {"header": "No. KK", "kind": "kk"},
        **{name: _coded("family", name, str(DWELLING[name])) for name in DWELLING_FIELDS},
        REMARK: {"header": "Keterangan", "kind": "text"},
    }


def _person_columns() -> _Columns:
    labels = {**PERSON, **RELATION}
    return {
        "person_key": {"header": "ID Tepat Anggota", "kind": "key"},
        "family_key": {"header": "ID Tepat", "kind": "key"},
        "head_name": {"header": "Kepala Keluarga", "kind": "name"},
        "name": {"header": "Nama", "kind": "name"},
        "nik_known": {"header": "NIK tercatat", "kind": "text"},
        "nik": {"header": "NIK", "kind": "nik"},
        **{name: _coded("person", name, str(labels[name])) for name in PERSON_FIELDS},
        REMARK: {"header": "Keterangan", "kind": "text"},
    }


def _coded(subject: Subject, name: str, header: str) -> dict[str, Any]:
    known = known_fields(subject)[name]
    column: dict[str, Any] = {"header": header, "kind": known.kind}
    if known.codes:
        column["codes"] = known.codes
    if known.range:
        column["range"] = known.range
    return column


def _layout(subject: str, columns: _Columns) -> Layout:
    """Our labels are the values offered; what people type in the words of a ministry's list is understood too."""
    values: dict[str, dict[str, str | None]] = {}
    of = "dwelling" if subject == "family" else "person"
    for name, column in columns.items():
        if codes := column.get("codes"):
            offered = {label: code for code, label in choices(of, name)}
            values.setdefault(codes, {}).update({**known_values().get(codes, {}), **offered})
    keys = ["family_key"] if subject == "family" else ["person_key", "family_key"]
    return from_mapping(
        {
            "id": f"paket_{subject}",
            "title": "Paket desa",
            "subject": subject,
            "source": "paket",
            "version": "1",
            "valid_from": date(2026, 1, 1),
            "legal_source": "Lembar kerja paket desa",
            "region_code": "names",
            "keys": keys,
            "required": [],
            "marks": [name for name in columns if name not in ("head_name", "family_key", REMARK)],
            "columns": columns,
            "values": values,
        }
    )
