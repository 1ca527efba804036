"""A worker killed again and again, at any moment of reading and accepting.

Never half a batch, never a row twice: the counts are those of an import that nobody disturbed.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TEPAT = Path(sys.executable).with_name("tepat")
ROOT = Path(__file__).resolve().parents[2]
FAMILIES = 4_000


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEPAT_")}
    return {**kept, "TEPAT_DATA": str(data), "TEPAT_LOG_LEVEL": "WARNING"}


def _output(environment: dict[str, str], *words: object) -> str:
    done = subprocess.run(
        [str(word) for word in words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _step(environment: dict[str, str], *words: object) -> str:
    return _output(environment, sys.executable, "-m", "tests.soak.steps", *words)


def _until(environment: dict[str, str], batch: str, state: str) -> dict[str, Any]:
    """Let workers live for a few seconds each until the batch has come to that state."""
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline:
        worker = subprocess.Popen([TEPAT, "worker"], env=environment, stderr=subprocess.DEVNULL)
        until = time.monotonic() + random.uniform(1.0, 6.0)
        while time.monotonic() < until:
            time.sleep(0.2)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        seen: dict[str, Any] = json.loads(_step(environment, "state", batch))
        assert seen["rows_in"] == sum(seen[name] for name in ("pending", "accepted", "held", "refused"))
        if seen["state"] == state:
            return seen
    raise AssertionError(f"never came to {state}: {seen}")


def test_the_killed_import_says_what_the_undisturbed_one_says(tmp_path: Path) -> None:
    files = tmp_path / "files"
    calm, hunted = _environment(tmp_path / "calm"), _environment(tmp_path / "hunted")
    for environment in (calm, hunted):
        _output(environment, TEPAT, "init")
    _output(calm, TEPAT, "demo", "generate", "--families", FAMILIES, "--out", files, "--seed", 5)
    books = sorted(files.rglob("*.xlsx"))
    words = ("import", *books, "--list", "P3KE 2023", "--region", "64.08", "--accept", "--json")
    expected = json.loads(_output(calm, TEPAT, *words))

    batch = _step(hunted, "receive", *books).strip()
    _until(hunted, batch, "checked")
    _step(hunted, "accept", batch)
    seen = _until(hunted, batch, "accepted")

    told = ("rows_in", "pending", "accepted", "held", "refused", "families", "persons", "findings")
    assert {name: seen[name] for name in told} == {name: expected[name] for name in told}
    assert max(seen["attempts"]) > 1, "no job was ever interrupted: kill sooner"
    calm_registry = json.loads(_step(calm, "contents", expected["batch"]))
    assert json.loads(_step(hunted, "contents", batch)) == calm_registry
    assert calm_registry["Family"][0] > 0
    _output(hunted, TEPAT, "audit", "verify")
