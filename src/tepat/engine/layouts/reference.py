"""The layouts and code lists as a page of the reference (docs/reference/layouts.md)."""

from collections.abc import Iterable

from tepat.engine.layouts.codes import code_lists
from tepat.engine.layouts.layout import Column, Layout
from tepat.engine.layouts.matching import builtin

KIND_LABELS = {
    "key": "kunci",
    "name": "nama",
    "text": "teks",
    "nik": "NIK",
    "kk": "No. KK",
    "region": "kode wilayah",
    "date": "tanggal",
    "integer": "bilangan",
    "code": "pilihan",
}
REGION_LABELS = {
    "kemendagri": "kode Kemendagri",
    "bps": "kode BPS, dialihkan ke kode Kemendagri menurut padanan kode dan nama kecamatan serta desa",
    "names": "nama desa dan kecamatan, pada kolom atau di atas judul kolom",
}
INTRODUCTION = """\
# Tata letak berkas

<!-- Dibuat dari src/tepat/engine/layouts/data/; jangan disunting di sini. -->

Berkas dikenali dari judul kolomnya: urutan kolom, huruf besar-kecil, spasi, dan nama berkas tidak
berpengaruh. Bila judulnya cocok dengan dua tata letak, isinya yang menentukan. Judul boleh berada pada salah
satu dari 20 baris pertama. Kolom bertanda * wajib ada.
"""


def markdown() -> str:
    """The whole page; a test fails when the committed one differs."""
    return "\n".join([INTRODUCTION, *(_layout(layout) for layout in builtin()), _codes()])


def _layout(layout: Layout) -> str:
    until = f" sampai {layout.valid_to.isoformat()}" if layout.valid_to else ""
    lines = [
        f"## {layout.title}",
        "",
        f"- Kode tata letak: `{layout.id}`",
        f"- Berlaku sejak {layout.valid_from.isoformat()}{until}",
        f"- Dasar: {layout.legal_source}",
        f"- Kunci: {_keys(layout)}",
        f"- Wilayah: {REGION_LABELS[layout.region_code]}",
        *([f"- Guna: {layout.use}"] if layout.use else []),
        *(
            [f"- Diisi sekali untuk beberapa baris: {_headers(layout, layout.carried)}"]
            if layout.carried
            else []
        ),
        "",
        "| Kolom | Ejaan lain | Isi | Nama di Tepat |",
        "|---|---|---|---|",
    ]
    lines += [_row(layout, column) for column in layout.columns.values()]
    if layout.raw_only:
        lines += ["", "Kolom yang hanya disimpan pada baris aslinya, tersandi:", ""]
        lines += [
            f"- {left.reason}: " + ", ".join(f"`{header}`" for header in left.headers)
            for left in layout.raw_only
        ]
    return "\n".join([*lines, ""])


def _keys(layout: Layout) -> str:
    if layout.purpose == "comparison":
        return "tidak ada; baris daftar pembanding tidak menjadi keluarga"
    told = [f"«{layout.told_as[key]}»" for key in ("family_key", "person_key") if key in layout.told_as]
    made = "; nomor KK dan NIK dipakai sebagai indeks tersandi" if layout.key_from else ""
    return ", ".join(told) + made


def _headers(layout: Layout, names: Iterable[str]) -> str:
    return ", ".join(f"«{layout.header(name)}»" for name in names)


def _row(layout: Layout, column: Column) -> str:
    star = " *" if column.field in layout.required else ""
    kind = KIND_LABELS[column.kind]
    if column.codes:
        kind += f" [`{column.codes}`](#{column.codes})"
    if column.range:
        kind += f" {column.range[0]}-{column.range[1]}"
    cells = (column.header + star, "; ".join(column.synonyms), kind, f"`{column.field}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _codes() -> str:
    lines = ["# Daftar kode", ""]
    for code_list in code_lists().values():
        lines += [f"## {code_list.id}", "", f"{code_list.title} (berlaku sejak {code_list.valid_from})", ""]
        lines += ["| Kode | Arti |", "|---|---|"]
        lines += [f"| `{code}` | {label} |" for code, label in code_list.labels.items()]
        lines += [""]
    return "\n".join(lines)
