"""The registry's fields by subject, in the order a page shows them, with the names the officers use.

One place for services, the family page and completeness; what a code means stands in engine/layouts/codes.yaml.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.engine.layouts import codes

FAMILY = {
    "region_code": _("Desa/kelurahan"),
    "address": _("Alamat"),
    "rt": _("RT"),
    "rw": _("RW"),
    "head_name": _("Kepala keluarga"),
    "desil": _("Desil"),
    "percentile": _("Persentil"),
    "updated_year": _("Tahun pemutakhiran"),
    "verval_priority": _("Prioritas verval"),
    "stunting_risk": _("Risiko stunting"),
}
DWELLING = {
    "house_tenure": _("Kepemilikan rumah"),
    "savings": _("Simpanan"),
    "roof": _("Jenis atap"),
    "roof_quality": _("Kualitas atap"),
    "wall": _("Jenis dinding"),
    "wall_quality": _("Kualitas dinding"),
    "floor": _("Jenis lantai"),
    "floor_quality": _("Kualitas lantai"),
    "floor_area": _("Luas lantai (m²)"),
    "lighting": _("Sumber penerangan"),
    "power": _("Daya listrik"),
    "cooking_fuel": _("Bahan bakar memasak"),
    "drinking_water": _("Sumber air minum"),
    "toilet": _("Fasilitas BAB"),
    "closet": _("Jenis kloset"),
    "waste": _("Pembuangan akhir tinja"),
}
PERSON = {
    "name": _("Nama"),
    "birth_date": _("Tanggal lahir"),
    "sex": _("Jenis kelamin"),
    "marital": _("Status kawin"),
    "occupation": pgettext_lazy("field", "Pekerjaan"),
    "employment": _("Status pekerjaan"),
    "education": _("Pendidikan"),
    "schooling": _("Partisipasi sekolah"),
    "civil_match": _("Padan Dukcapil"),
    "verval_priority": _("Prioritas verval"),
    "presence": _("Keberadaan"),
    "presence_day": _("Tanggal meninggal atau pindah"),
}
# What a claim can be about beside these: numbers, which are sealed, and a member's place in his family.
NUMBERS = {"nik": "NIK", "kk": _("No. KK")}
RELATION = {"relation": _("Hubungan dengan kepala keluarga")}
PROGRAMMES = {
    "bpnt": "BPNT",
    "bpum": "BPUM",
    "bst": "BST",
    "pkh": "PKH",
    "sembako": "Sembako",
    "prakerja": "Prakerja",
    "kur": "KUR",
    "pbi_jk": "PBI JK",
    "pbi_daerah": "PBI daerah",
    "blt": "BLT",
    "blt_bbm": "BLT BBM",
    "rutilahu": "RUTILAHU",
    "sembako_adaptif": "Sembako adaptif",
    "pena": "PENA",
    "permakanan": "Permakanan",
    "yapi": "Bantuan anak yatim piatu",
    "atensi": "ATENSI",
}
# The scales on which lists rank families; a list that ranks on one scale calls it by its own name.
SCALES = {
    "p3ke": _("P3KE"),
    "dtsen.national": _("DTSEN, nasional"),
    "dtsen.province": _("DTSEN, provinsi"),
    "dtsen.regency": _("DTSEN, kabupaten/kota"),
}
PERSONAL_TEXT = frozenset({"name", "head_name", "address"})

# Which code list (engine/layouts/data/codes.yaml) a coded field is told by, where it is not its own name.
_CODE_LISTS = {
    ("family", "verval_priority"): "verval_priority_family",
    ("person", "verval_priority"): "verval_priority_person",
    ("dwelling", "savings"): "yes_no",
    ("dwelling", "roof_quality"): "quality",
    ("dwelling", "wall_quality"): "quality",
    ("dwelling", "floor_quality"): "quality",
}
DAYS = frozenset({"birth_date", "presence_day"})
_PLAIN = (
    PERSONAL_TEXT
    | DAYS
    | {
        *("region_code", "rt", "rw", "floor_area", "desil", "percentile", "updated_year"),
    }
)


def shown(subject: str, field: str, value: Any) -> Any:
    """A value as people read it: the label of a code, any other value as it is."""
    if field == "updated_year" and value is not None:
        return str(value)
    if field in _PLAIN or value in (None, ""):
        return value
    return codes.label(_CODE_LISTS.get((subject, field), field), str(value))


def choices(subject: str, field: str) -> list[tuple[str, str]]:
    """(code, label) of what a coded field may hold, in the order of its list; nothing for other fields."""
    list_id = _CODE_LISTS.get((subject, field), field)
    known = codes.code_lists().get(list_id)
    return [(code, str(label)) for code, label in known.labels.items()] if known else []
