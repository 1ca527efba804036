"""Every page of the URL table, on a laptop and on a phone.

axe finds nothing serious, nothing is wider than the screen, and the browser has nothing to complain of.
"""

import io
import json
from functools import cache
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import Site, log_in
from tests.factories.returns import fill, saved
from tests.integration.samples import Address, addresses

pytestmark = pytest.mark.e2e

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1366, 360)
# Who is asked in turn until one may see the page.
ROLES = ("regency_verifier", "administrator", "auditor")
SAMPLES = {
    "family_id": "SELECT family_id FROM registry_person WHERE id = "
    "(SELECT person_id FROM registry_identitynumber WHERE person_id IS NOT NULL ORDER BY id LIMIT 1)",
    "number_id": "SELECT id FROM registry_identitynumber WHERE person_id IS NOT NULL ORDER BY id LIMIT 1",
    "batch_id": "SELECT id FROM intake_batch LIMIT 1",
    "list_id": "SELECT id FROM intake_targetlist LIMIT 1",
    "job_id": "SELECT id FROM jobs_job LIMIT 1",
    "round_id": "SELECT id FROM intake_packround LIMIT 1",
    "user_id": "SELECT user_id FROM accounts_roleassignment ORDER BY id LIMIT 1",
    "pack_id": "SELECT id FROM intake_pack LIMIT 1",
    "return_id": "SELECT id FROM intake_packreturn LIMIT 1",
    "finding_id": "SELECT id FROM intake_finding WHERE batch_id = (SELECT id FROM intake_batch LIMIT 1) LIMIT 1",
}
RUN = "async () => JSON.stringify((await axe.run(document, {resultTypes: ['violations']})).violations)"
# The demo keeps no layout of its own; its file is a download anyway.
CONSTANTS = {
    **dict.fromkeys(
        ("layout_id", "assignment_id", "session_id", "correction_id", "referral_id", "answer_id"),
        str(UUID(int=0)),
    ),
    "kind": "csv",
    "processing": "receive",
    "kept_id": str(UUID(int=0)),
    "choice": "biarkan",
    "deed": "tutup",
    "pk": "0",
    "token": "tidak-berlaku",
    "hold_id": str(UUID(int=0)),
}
ADDRESSES = addresses()
PAGES = {
    *("account", "account_change_password", "account_login", "account_logout", "audit_trail", "gaya", "home"),
    *("account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn"),
    *("people:add", "people:deputies", "people:deputies_of", "people:people", "people:person"),
    *("operating:page", "people:review"),
    *("privacy:register", "privacy:entry", "privacy:retention"),
    *("intake:batch", "intake:batches", "intake:completeness", "intake:completeness_of", "intake:findings"),
    *("intake:hand_over", "intake:upload", "jobs:job", "jobs:jobs", "registry:families", "registry:family"),
    *(
        "changes:of_batch",
        "changes:questions",
        "corrections:held",
        "exposure:exposure",
        "mapping:layouts",
        "packs:round",
        "registry:subject_copy",
        "packs:rounds",
        "packs:send_out",
        "returns:give_back",
        "returns:returned",
        "targets:list",
        "targets:lists",
        "targets:new_version",
    ),
}


@pytest.fixture(scope="session")
def logged_in(
    site: Site, browser: Browser, browser_context_args: dict[str, object]
) -> dict[str, BrowserContext]:
    contexts = {"": browser.new_context(**browser_context_args)}  # type: ignore[arg-type]
    for role in ROLES:
        contexts[role] = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
        page = contexts[role].new_page()
        log_in(page, site, role)
        page.close()
    _give_a_pack_back(site, contexts["regency_verifier"].new_page())
    return contexts


def _give_a_pack_back(site: Site, page: Page) -> None:
    """So that a return has a claim, a remark, a trouble, a new family and somebody of no family."""
    round_id = site.one(SAMPLES["round_id"])
    page.goto(f"{site.url}/paket/{round_id}/")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Lembar kerja").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(fetched.value.path()).read_bytes()))
    families, people = book["Keluarga"], book["Anggota"]
    fill(families, 2, {"Alamat": "RT 99", "Jenis lantai": "marmer", "Keterangan": "Pindah RT"})
    fill(families, families.max_row, {"Kepala Keluarga": "Purnama Rejomulyo"})
    fill(people, people.max_row, {"Nama": "Gunawan Bantarsari"})
    path = site.data / "kembali.xlsx"
    path.write_bytes(saved(book))
    site.run("packs", "return", str(path), "--round", round_id)
    page.close()


def _path(site: Site, address: Address) -> str:
    values = {
        name: CONSTANTS[name] if name in CONSTANTS else site.one(SAMPLES[name]) for name in address.parameters
    }
    return reverse(address.name, kwargs=values)


@cache
def _shows_a_page(context: BrowserContext, url: str) -> bool:
    """A whole page: neither a redirect nor a download, nor a part of a page that htmx fetches."""
    answer = context.request.get(url, max_redirects=0)
    html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status == 200 and html and "<!doctype html>" in answer.text()[:200].lower()


def serious(page: Page) -> list[str]:
    """What axe finds on the page as it stands, and takes for serious."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = json.loads(page.evaluate(RUN))
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_page(address: Address, site: Site, logged_in: dict[str, BrowserContext]) -> None:
    url = site.url + _path(site, address)
    order = ("", *ROLES) if address.name.startswith("account") else (*ROLES, "")
    context = next((logged_in[who] for who in order if _shows_a_page(logged_in[who], url)), None)
    if context is None:
        return  # an action, a download or a redirect: nothing to look at
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 768})
            page.goto(url)

            assert not serious(page), f"at {width}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"wider than {width}"
        assert not complaints
    finally:
        page.close()


def test_every_known_page_is_looked_at(site: Site, logged_in: dict[str, BrowserContext]) -> None:
    """The test above looks away from what shows no page; it must not look away from these."""
    shown = {
        address.name
        for address in ADDRESSES
        if any(_shows_a_page(context, site.url + _path(site, address)) for context in logged_in.values())
    }

    assert shown >= PAGES
