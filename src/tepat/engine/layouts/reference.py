"""The layouts and code lists as a page of the reference (docs/reference/layouts.md)."""

from tepat.engine.layouts.codes import code_lists
from tepat.engine.layouts.layout import Column, Layout
from tepat.engine.layouts.matching import builtin

KIND_LABELS = {
    "key": "kunci",
    "name": "nama",
    "text": "teks",
    "nik": "NIK",
    "region": "kode wilayah",
    "date": "tanggal",
    "integer": "bilangan",
    "code": "pilihan",
}
INTRODUCTION = """\
# Tata letak berkas

<!-- Dibuat dari src/tepat/engine/layouts/data/; jangan disunting di sini. -->

Berkas dikenali dari judul kolomnya saja: urutan kolom, huruf besar-kecil, spasi, dan nama berkas tidak
berpengaruh. Judul boleh berada pada salah satu dari 20 baris pertama. Kolom bertanda * wajib ada.
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
        "",
        "| Kolom | Ejaan lain | Isi | Nama di Tepat |",
        "|---|---|---|---|",
    ]
    lines += [_row(layout, column) for column in layout.columns.values()]
    return "\n".join([*lines, ""])


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
