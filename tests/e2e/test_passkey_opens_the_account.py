"""A passkey of the browser: taken up, asked for at the login, taken off. Chromium plays the device."""

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e


def _with_device(page: Page) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    able = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **able}})


def test_a_passkey_is_taken_up_asked_for_and_taken_off(site: Site, browser: Browser) -> None:
    name, password = site.person("district_officer")
    base = site.url.replace("127.0.0.1", "localhost")  # passkeys belong to a name, never to an address
    page = browser.new_page(base_url=base)
    _with_device(page)

    def log_in() -> None:
        page.goto("/akun/masuk/")
        page.locator("input[name=login]").fill(name)
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")

    log_in()
    page.wait_for_url(f"{base}/")
    page.goto("/akun/kunci/baru/")
    page.locator("main button.btn-primary").click()
    page.wait_for_url("**/akun/kode/cadangan/")
    page.goto("/akun/keluar/")
    page.locator("main button.btn-primary").click()
    log_in()
    page.wait_for_url("**/akun/masuk/kode/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(f"{base}/")

    page.goto("/akun/")
    page.get_by_role("link", name="Lepas", exact=True).click()
    page.locator("main button.btn-danger").click()
    page.wait_for_url("**/akun/")

    assert page.get_by_text("Belum ada.").is_visible()
    page.close()
