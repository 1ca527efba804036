"""On a phone the search field opens from the bar: with the keyboard up, and without script as well."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site, log_in

pytestmark = pytest.mark.e2e

PHONE = {"width": 360, "height": 740}


def _first_family(page: Page) -> str:
    page.goto("/daftar/")
    return page.locator("tbody tr .row-link").first.inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_family_is_searched_for_on_a_phone(
    browser: Browser, site: Site, base_url: str, script: bool
) -> None:
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        base_url=base_url,
        java_script_enabled=script,
    )
    page = context.new_page()
    log_in(page, site, "village_officer")
    name = _first_family(page)

    page.locator(".search-pop > summary").click()
    field = page.locator("#cari-telepon")
    if script:
        expect(field).to_be_focused()
    field.fill(name)
    field.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("tbody tr .row-link").first).to_contain_text(name)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()
