"""A running demo of 120 families, people to log in as, and Debian's Chromium.

The site runs as `tepat demo` does, in processes of its own; tests reach it only over HTTP and by looking.
"""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

TEPAT = Path(sys.executable).with_name("tepat")
# The level at which each role is held here; the demo's people live in Kutai Timur.
REGIONS = {
    "village_officer": "64.08.03.2013",
    "district_officer": "64.08.03",
    "regency_verifier": "64.08",
    "regency_planner": "64.08",
    "auditor": "64.08",
    "administrator": "64.08",
    "leader": "64.08",
    "province_observer": "64",
}


@dataclass
class Site:
    """The running site, its data folder and its people."""

    url: str
    data: Path
    environment: dict[str, str]
    people: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def run(self, *words: str) -> str:
        """A `tepat` command on the same data."""
        done = subprocess.run(
            [TEPAT, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def person(self, role: str, region: str = "") -> tuple[str, str]:
        """User name and password of somebody with that role, added on first asking."""
        region = region or REGIONS[role]
        if (role, region) not in self.people:
            name = f"{role.replace('_', '.')}.{region.replace('.', '')}"
            words = (
                "user",
                "add",
                name,
                "--name",
                f"Uji {role}",
                "--role",
                role,
                "--region",
                region,
                "--json",
            )
            self.people[role, region] = (name, json.loads(self.run(*words))["password"])
        return self.people[role, region]

    def one(self, query: str) -> str:
        """The first value of a question to the database, ids as they stand in addresses."""
        connection = sqlite3.connect(f"file:{self.data / 'tepat.sqlite3'}?mode=ro", uri=True)
        try:
            value = connection.execute(query).fetchone()[0]
        finally:
            connection.close()
        text = str(value)
        if re.fullmatch(r"[0-9a-f]{32}", text):
            return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
        return text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the site did not come up\n{log.read_text('utf-8', 'replace')[-4000:]}")


def own_environment(data: Path) -> dict[str, str]:
    """Of a command that runs on this folder and nothing else."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith("TEPAT_")}
    return {**keep, "TEPAT_DATA": str(data), "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demo of 120 families, served by its own processes until the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="tepat-e2e-"))
    environment = {**own_environment(folder / "data"), "TEPAT_DEMO": "1", "TEPAT_PASSKEYS": "1"}
    port, log = free_port(), folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [TEPAT, "demo", "--families", "120", "--port", str(port)],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(f"http://127.0.0.1:{port}", process, log)
        yield Site(f"http://127.0.0.1:{port}", folder / "data", environment)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The distribution's browser, which asks nothing of the network by itself."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: scripts/ensure_chromium.sh says how to get it"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    still = ["--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": path, "args": [*quiet, *still]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "id-ID", "viewport": {"width": 1366, "height": 768}}


def log_in(page: Page, site: Site, role: str, region: str = "") -> None:
    """Through the login page, as anybody."""
    name, password = site.person(role, region)
    page.goto("/akun/masuk/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/akun/masuk/" not in url)
