"""The catalogue of checks as a page of the reference (docs/reference/checks.md)."""

from tepat.engine.checks.catalogue import Check, catalogue
from tepat.engine.layouts import builtin

SEVERITY_LABELS = {"note": "catatan", "warning": "peringatan", "hold": "ditahan"}
ALL_COLUMNS = {"*": "semua kolom", "*code": "semua kolom berkode"}
SUBJECT_LABELS = {"family": "keluarga", "person": "individu", "both": "keluarga dan individu"}
INTRODUCTION = """\
# Pemeriksaan daftar

<!-- Dibuat dari src/tepat/engine/checks/checks.yaml; jangan disunting di sini. -->

Setiap baris berkas diperiksa saat dibaca. Berkas yang bersih tidak menghasilkan satu temuan pun. Beratnya:

- **catatan**: untuk diketahui; tidak menahan apa pun.
- **peringatan**: baris tetap diterima bersama temuannya; isian yang rusak tidak dipakai untuk pemadanan.
- **ditahan**: baris tidak dapat dikenali (tanpa kunci atau tanpa wilayah dalam cakupan) dan menunggu
  perbaikan.

Temuan dapat disertai usulan perbaikan: nilai baku untuk kolom itu, dengan tingkat keyakinan **pasti** (0,95 ke
atas), **kemungkinan besar** (0,75 ke atas), atau **ragu**. Usulan tidak pernah dipakai sebelum disetujui orang.
Hanya perbaikan yang tidak mengubah isi yang langsung diterapkan dan dicatat pada barisnya (NIK-009). Huruf
besar-kecil dan spasi pada nilai berkode, spasi di sekitar nama, serta titik pada kode wilayah bukan kerusakan dan
dibaca sama.

Berat setiap pemeriksaan dapat diubah untuk satu kabupaten/kota atau provinsi oleh administrator dan petugas Dinas
Sosial, pada halaman Pemeriksaan; yang tertulis di sini bawaannya.
"""


def markdown() -> str:
    """The whole page; a test fails when the committed one differs."""
    checks = list(catalogue().values())
    rows = [
        f"| [{check.id}](#{check.id.lower()}) | {check.title} | {SEVERITY_LABELS[check.severity]} "
        f"| {SUBJECT_LABELS[check.subject]} |"
        for check in checks
    ]
    table = "\n".join(["| Kode | Pemeriksaan | Berat | Berkas |", "|---|---|---|---|", *rows])
    return "\n".join([INTRODUCTION, table, "", *(_section(check) for check in checks)])


def _section(check: Check) -> str:
    lines = [
        f"## {check.id}",
        "",
        f"**{check.title}** ({SEVERITY_LABELS[check.severity]}; berkas {SUBJECT_LABELS[check.subject]})",
        "",
        f"- Kolom: {_columns(check)}",
        f"- Kalimat: {_sentence(check)}",
    ]
    lines += [f"  - {sentence}" for sentence in (*check.details.values(), *check.instead.values())]
    lines += [f"- Saran: {check.suggestion}", f"- Dasar: {check.reason}", ""]
    return "\n".join(lines)


def _columns(check: Check) -> str:
    if check.columns[0] in ALL_COLUMNS:
        return ALL_COLUMNS[check.columns[0]]
    headers = [
        layout.header(field) for field in check.columns for layout in builtin() if field in layout.columns
    ]
    return ", ".join(f"«{header}»" for header in dict.fromkeys(headers))


def _sentence(check: Check) -> str:
    return (
        check.message.words.replace("{column}", "«kolom»")
        .replace("«{value}»", "«…»")
        .replace("{detail}", "…")
    )
