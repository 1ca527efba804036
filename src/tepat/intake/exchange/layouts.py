"""A referral's sheet as a layout: what we write on it, and how its answer is read, whatever its columns are called."""

from datetime import date
from functools import cache
from typing import Any

from tepat.engine.layouts import Layouts
from tepat.engine.layouts.layout import Layout, from_mapping

KEY = "ID Tepat"
VERDICT, NIK, NAME, DAY = "Hasil", "NIK", "Nama", "Tanggal peristiwa"
NIK_SENT, NAME_SENT = "NIK tercatat", "Nama tercatat"

_COLUMNS: dict[str, dict[str, Any]] = {
    "person_key": {"header": KEY, "kind": "key", "synonyms": ["ID Tepat Anggota", "Referensi Tepat"]},
    "nik_sent": {"header": NIK_SENT, "kind": "text"},
    "name_sent": {"header": NAME_SENT, "kind": "text"},
    "verdict": {
        "header": VERDICT,
        "kind": "code",
        "codes": "civil_answer",
        "synonyms": ["Hasil Pencocokan", "Hasil Pemadanan", "Hasil Dukcapil", "Status Padan", "Padan Dukcapil"],
    },
    "nik": {
        "header": NIK,
        "kind": "nik",
        "synonyms": ["NIK Dukcapil", "NIK yang Benar", "NIK Baru", "NIK Hasil", "NIK Perbaikan"],
    },
    "name": {
        "header": NAME,
        "kind": "name",
        "synonyms": ["Nama Dukcapil", "Nama yang Benar", "Nama Lengkap", "Nama Hasil", "Nama Perbaikan"],
    },
    "presence_day": {
        "header": DAY,
        "kind": "date",
        "synonyms": ["Tanggal Meninggal", "Tanggal Pindah", "Tgl Peristiwa", "Tanggal Kejadian"],
    },
}  # fmt: skip

_VERDICTS = {
    "matched": ("Padan", "Sesuai", "Cocok", "Match", "Ditemukan", "Data Sesuai"),
    "unmatched": (
        "Tidak padan", "Tidak sesuai", "Tidak cocok", "Tidak ditemukan", "NIK tidak ditemukan", "Unmatch",
        "Data tidak ditemukan", "Belum padan",
    ),
    "corrected": ("Diperbaiki", "Perbaikan", "Koreksi", "Dikoreksi", "NIK diperbaiki", "Nama diperbaiki"),
    "issued": ("NIK baru", "Diterbitkan", "NIK diterbitkan", "NIK baru diterbitkan", "Terbit"),
    "deceased": ("Meninggal", "Meninggal dunia", "Wafat", "Sudah meninggal"),
    "moved": ("Pindah", "Sudah pindah", "Pindah domisili", "Pindah keluar", "Pindah penduduk"),
}  # fmt: skip
# The words that the sheet offers.
OFFERED = tuple(words[0] for words in _VERDICTS.values())


@cache
def layouts() -> Layouts:
    """The referral's sheet alone."""
    return Layouts([layout()])


@cache
def layout() -> Layout:
    """The sheet with our references."""
    return from_mapping(
        {
            "id": "rujukan_dukcapil",
            "title": "Rujukan Dukcapil",
            "subject": "person",
            "source": "rujukan",
            "version": "1",
            "valid_from": date(2026, 1, 1),
            "legal_source": "Lembar rujukan Dukcapil",
            "region_code": "names",
            "keys": ["person_key"],
            "required": ["person_key", "verdict"],
            "marks": ["person_key", "verdict", "nik", "name"],
            "columns": _COLUMNS,
            "values": {"civil_answer": {word: code for code, words in _VERDICTS.items() for word in words}},
        }
    )
