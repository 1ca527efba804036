"""What part 1 promises, as a person does it.

The Dinsos officer uploads a workbook the demo did not make, sees what is wrong with it, accepts it and reads
each village's completeness; a village officer of another desa sees none of it.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.conftest import Site, log_in
from tests.factories import files
from tests.factories.files import FAMILY_LAYOUT, PERSON_LAYOUT, family_row, generated_nik, person_row

pytestmark = pytest.mark.e2e

SENYIUR, MULUPAN = "64.08.01.2001", "64.08.03.2013"
HEAD, BROKEN = "Tumenggung Wiratmaja", "Sekarwangi Prameswari"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _workbooks() -> list[FilePayload]:
    """Two families of Senyiur: one sound, one whose head's NIK lost its end; and a row of nowhere."""
    sound, short = generated_nik(8101, born=date(1979, 5, 2)), "990801020"
    families = [
        family_row("UJI-1", region=SENYIUR, head=HEAD, nik=sound),
        family_row("UJI-2", region=SENYIUR, head=BROKEN, nik=short, toilet=""),
        family_row("UJI-3", region="64.08.01.9999", head="Tanpa Tempat", nik=generated_nik(8103)),
    ]
    people = [
        person_row("UJI-1-1", "UJI-1", region=SENYIUR, name=HEAD, nik=sound),
        person_row("UJI-2-1", "UJI-2", region=SENYIUR, name=BROKEN, nik=short),
    ]
    return [
        {"name": "keluarga senyiur.xlsx", "mimeType": XLSX, "buffer": files.xlsx(FAMILY_LAYOUT, families)},
        {"name": "individu senyiur.xlsx", "mimeType": XLSX, "buffer": files.xlsx(PERSON_LAYOUT, people)},
    ]


def _upload(page: Page) -> None:
    page.goto("/masuk/baru/")
    page.locator("input[name=list_name]").fill("Usulan Senyiur 2024")
    page.locator("input[type=file]").set_input_files(_workbooks())
    page.get_by_role("button", name=re.compile("Unggah")).click()


def _accept(page: Page) -> None:
    """The question names the number; it is answered in the same words."""
    page.get_by_text(re.compile(r"^Terima \d+ baris$")).first.click()
    page.get_by_role("button", name=re.compile(r"^Terima \d+ baris$")).last.click()


def test_the_officer_takes_a_workbook_from_upload_to_completeness(
    page: Page, site: Site, browser: Browser
) -> None:
    log_in(page, site, "regency_verifier")

    _upload(page)

    expect(page.get_by_text("diperiksa · belum diterima")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile(r"1\s+tertahan"))).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=re.compile(r"NIK-\d+")).first).to_be_visible()

    _accept(page)

    expect(page.get_by_text("diterima", exact=True).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile(r"4\s+diterima"))).to_be_visible(timeout=30_000)

    page.goto("/daftar/?q=wiratmaja")
    page.get_by_role("link", name=re.compile("Wiratmaja", re.I)).first.click()
    expect(page.get_by_role("heading", name=re.compile("Wiratmaja", re.I)).first).to_be_visible()

    page.goto("/kelengkapan/?wilayah=64.08.01")
    expect(page.get_by_role("row").filter(has_text="Senyiur").first).to_be_visible()

    elsewhere = browser.new_context(base_url=site.url).new_page()
    log_in(elsewhere, site, "village_officer", MULUPAN)
    elsewhere.goto("/daftar/?q=wiratmaja")
    expect(elsewhere.locator("main")).not_to_contain_text(re.compile("Tumenggung", re.I))
    elsewhere.goto("/kelengkapan/?wilayah=64.08.01")
    expect(elsewhere.locator("body")).not_to_contain_text("Senyiur")
    assert elsewhere.goto("/masuk/").status == 403
    elsewhere.context.close()


def test_a_revealed_number_is_hidden_first_and_stands_in_the_trail(page: Page, site: Site) -> None:
    log_in(page, site, "auditor")
    page.goto("/daftar/")
    page.locator("main table a, main .row-link").first.click()
    expect(page.locator("body")).not_to_contain_text(re.compile(r"\b99\d{14}\b"))

    page.get_by_role("button", name=re.compile("Tampilkan|Lihat nomor|nomor", re.I)).first.click()

    expect(page.locator("body")).to_contain_text(re.compile(r"99[\d ]{14,}"))
    page.goto("/jejak/")
    expect(page.locator("main")).to_contain_text(re.compile("nomor|NIK", re.I))


def test_the_file_that_is_no_table_is_refused_in_words(page: Page, site: Site) -> None:
    log_in(page, site, "regency_verifier")
    page.goto("/masuk/baru/")
    page.locator("input[name=list_name]").fill("Bukan tabel")
    page.locator("input[type=file]").set_input_files(
        [{"name": "foto.xlsx", "mimeType": XLSX, "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 400}]
    )

    page.get_by_role("button", name=re.compile("Unggah")).click()

    expect(page.get_by_text("foto.xlsx").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile("tidak terbaca|belum diterima", re.I)).first).to_be_visible(
        timeout=30_000
    )
