"""A workbook nobody knows goes in: its officer names the columns, and its rows wait to be accepted."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.conftest import Site, log_in
from tests.e2e.test_every_page_has_no_serious_axe_finding import WIDTHS, serious
from tests.factories.files import generated_nik

pytestmark = pytest.mark.e2e

HEADERS = "Nomor NIK Warga;Kartu Keluarga (KK);Nama Warga Miskin;Gender;Kampung;Komentar pendata"
ROWS = [
    f"{generated_nik(serial)};99080101020300{serial};{name};L;Senyiur;rajin"
    for serial, name in ((61, "Tumenggung Wiratmaja"), (62, "Rangga Balapulang"))
]


def _file() -> FilePayload:
    lines = "\r\n".join(["DAFTAR WARGA", "", HEADERS, *ROWS])
    return {"name": "warga.csv", "mimeType": "text/csv", "buffer": lines.encode()}


def test_unknown_workbook_is_read_once_its_columns_are_named(page: Page, site: Site) -> None:
    log_in(page, site, "regency_verifier")
    page.goto("/masuk/baru/")
    page.locator("input[name=list_name]").fill("Warga Senyiur")
    page.locator("input[type=file]").set_input_files([_file()])
    page.get_by_role("button", name=re.compile("Unggah")).click()

    page.get_by_role("link", name="Kenali kolomnya").click(timeout=30_000)

    expect(page.get_by_label("Arti kolom Nomor NIK Warga")).to_have_value("nik")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        assert not serious(page), f"at {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"wider than {width}"

    page.get_by_label("Nama tata letak").fill("Warga dari kampung")
    page.get_by_label("Dasar atau asal daftarnya").fill("Surat Kepala Dinas 12/2026")
    page.get_by_role("button", name="Simpan dan baca lagi").click()

    expect(page.get_by_text("diperiksa · belum diterima")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("cell", name="Warga dari kampung")).to_be_visible()
