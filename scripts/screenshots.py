"""Pictures of the guide, taken from a running demo: `make demo` in one window, `make screenshots` in another.

Reads the address and the accounts from the demo's data folder and writes docs/guide/id/gambar/*.png. On the way a
district fetches its pack, fills it in and gives it back, and a newer list of it is accepted: both stay in that demo.
"""

import io
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import openpyxl
from newer_list import newer_list
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "guide" / "id" / "gambar"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}


def _log_in(browser: Browser, base: str, username: str, password: str, size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size, locale="id-ID").new_page()
    page.goto(base + "akun/masuk/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main form button")
    page.wait_for_url(base)
    return page


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(PICTURES / f"{name}.png"))
    print(name, file=sys.stderr)


def _fill_in(workbook: bytes) -> bytes:
    """A pack as a district may fill it in: roofs, a remark, a new family with two people, somebody without one."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))

    def write(name: str, row: int, values: dict[str, Any]) -> None:
        headings = {cell.value: cell.column for cell in book[name][1]}
        for heading, value in values.items():
            book[name].cell(row, headings[heading]).value = value

    below = {
        name: max(row for row in range(1, book[name].max_row + 1) if book[name].cell(row, 1).value) + 1
        for name in ("Keluarga", "Anggota")
    }
    for row in range(2, 7):
        write("Keluarga", row, {"Jenis atap": "Genteng"})
    write("Keluarga", 3, {"Keterangan": "Pindah ke RT 3 sejak Maret"})
    head, relation = {"Kepala Keluarga": "Purnama Rejomulyo"}, "Hubungan dengan Kepala Keluarga"
    write("Keluarga", below["Keluarga"], {**head, "Desa/Kelurahan": "Senyiur", "Alamat": "RT 07"})
    people = (
        {**head, "Nama": "Purnama Rejomulyo", "NIK": "9908011204790011", relation: "Kepala keluarga"},
        {**head, "Nama": "Ratnasari Rejomulyo", relation: "Anak", "Tanggal Lahir": "01-02-2009"},
        {"Nama": "Gunawan Bantarsari"},
    )
    for row, values in enumerate(people, start=below["Anggota"]):
        write("Anggota", row, values)
    filled = io.BytesIO()
    book.save(filled)
    return filled.getvalue()


def _give_back_a_pack(page: Page, base: str) -> str:
    """Fetch the newest pack of whoever is logged in, fill it in and give it back; where it then stands."""
    page.goto(base + "paket/")
    page.click("tbody tr:first-child a")
    with page.expect_download() as fetched:
        page.click("button:has-text('Lembar kerja')")
    content = _fill_in(Path(fetched.value.path()).read_bytes())
    page.click("text=Kembalikan paket")
    file = {"name": fetched.value.suggested_filename, "mimeType": "application/zip", "buffer": content}
    page.set_input_files("input[type=file]", [file])
    page.click("main form button:has-text('Kembalikan paket')")
    page.wait_for_selector("text=Menjadi usulan")
    return page.url


def _bring_newer_list(page: Page, base: str, families: int) -> None:
    """The next quarter's list of one district, looked at before and after it is accepted, and what it asks."""
    page.goto(base + "masuk/baru/")
    page.fill("[name=list_name]", "P3KE 2023")
    page.set_input_files(
        "input[type=file]",
        [
            {"name": name, "mimeType": "text/csv", "buffer": content}
            for name, content in newer_list(families).items()
        ],
    )
    page.click("main form button.btn-primary")
    page.wait_for_selector("text=Pratinjau terhadap", timeout=60_000)
    batch = page.url
    page.click("text=Lihat apa yang akan berubah")
    page.wait_for_selector("text=Pratinjau, dihitung")
    _keep(page, "akan-berubah")
    page.goto(batch)
    page.click("summary:has-text('Terima')")
    page.click("details[open] button.btn-primary")
    page.wait_for_selector("main a:has-text('Apa yang berubah')", timeout=60_000)
    page.goto(batch + "perubahan/?wilayah=64.08.01&jenis=desil")
    _keep(page, "apa-yang-berubah")
    page.click("tbody tr:nth-child(2) th a")
    page.locator("section[aria-labelledby=desil]").screenshot(path=str(PICTURES / "desil.png"))
    page.goto(base + "pertanyaan/")
    _keep(page, "pertanyaan")
    page.click("tbody tr:nth-child(1) th a")
    page.click("summary:has-text('Pertahankan')")
    page.fill("#alasan-tahan", "Bantuannya sedang disalurkan sampai akhir triwulan")
    page.click("details[open] button:has-text('Pertahankan')")
    page.locator("text=Tempat dalam daftar").scroll_into_view_if_needed()
    _keep(page, "dipertahankan")


def main() -> None:
    """Walk the pages as the guide tells them."""
    data = Path(os.environ.get("TEPAT_DATA", "tepat-demo"))
    known = json.loads((data / "demo.json").read_text())
    passwords = {account["username"]: account["password"] for account in known["accounts"]}
    base = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/") + "/"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = _log_in(browser, base, "dinsos", passwords["dinsos"], LAPTOP)
        _keep(page, "beranda")
        page.goto(base + "masuk/baru/")
        _keep(page, "unggah")
        page.goto(base + "masuk/")
        page.click("text=P3KE 2023 susulan")
        _keep(page, "batch")
        page.click("text=NIK dipakai lebih dari satu orang")
        _keep(page, "temuan")
        page.goto(base + "daftar/?wilayah=64.08.01")
        _keep(page, "daftar")
        page.click("tbody tr:nth-child(3) a")
        _keep(page, "keluarga")
        page.goto(base + "kelengkapan/")
        _keep(page, "kelengkapan")
        page.goto(base + "kelengkapan/?untuk=decree")
        page.locator("#perlu").evaluate("it => it.scrollIntoView()")
        _keep(page, "kelengkapan-perlu")
        page.goto(base + "sasaran/")
        page.click("text=Buat versi baru")
        page.select_option("[name=highest_desil]", "2")
        page.fill("[name=legal_basis]", "Inpres 8/2025")
        page.click("button:has-text('Lihat hitungannya')")
        page.locator("#hitungan").scroll_into_view_if_needed()
        _keep(page, "sasaran")
        _bring_newer_list(page, base, known["families"])
        district = _log_in(
            browser, base, "kecamatan.muaraancalong", passwords["kecamatan.muaraancalong"], LAPTOP
        )
        returned = _give_back_a_pack(district, base)
        page.goto(base + "paket/")
        page.click("tbody tr:first-child a")
        _keep(page, "paket")
        page.goto(returned)
        _keep(page, "paket-kembali")
        page.click("tr:has-text('Purnama Rejomulyo') >> nth=0 >> button:has-text('Terima')")
        page.locator("#baru").scroll_into_view_if_needed()
        _keep(page, "paket-usulan-baru")
        page = _log_in(browser, base, "inspektorat", passwords["inspektorat"], LAPTOP)
        page.goto(base + "jejak/")
        _keep(page, "jejak")
        page = _log_in(browser, base, "admin", passwords["admin"], LAPTOP)
        page.goto(base + "pengguna/")
        _keep(page, "pengguna")
        page.click("text=Rusdi Arifin")
        _keep(page, "pengguna-seorang")
        page.goto(base + "pengguna/tinjauan/")
        _keep(page, "tinjauan-akses")
        page = _log_in(browser, base, "desa.senyiur", passwords["desa.senyiur"], PHONE)
        _keep(page, "beranda-desa")
        page.goto(base + "daftar/")
        _keep(page, "daftar-desa")
        browser.close()


if __name__ == "__main__":
    main()
