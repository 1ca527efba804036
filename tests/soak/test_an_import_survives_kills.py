"""A worker killed again and again, at any moment of reading and accepting.

Never half a batch, never a row twice: the counts are those of an import that nobody disturbed.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

TEPAT = Path(sys.executable).with_name("tepat")
ROOT = Path(__file__).resolve().parents[2]
FAMILIES = 4_000
# A job may be tried five times.
KILLS = 3


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


def _newest_job(environment: dict[str, str]) -> tuple[str, int]:
    """State and attempt of the job under way."""
    database = Path(environment["TEPAT_DATA"]) / "tepat.sqlite3"
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        found = connection.execute("SELECT state, attempt FROM jobs_job ORDER BY id DESC LIMIT 1")
        state, attempt = found.fetchone()
    finally:
        connection.close()
    return str(state), int(attempt)


def _hunt(environment: dict[str, str]) -> int:
    """Kill the worker at a random moment of each attempt but the last, which may finish; return how many ran."""
    for attempt in range(1, KILLS + 2):
        worker = subprocess.Popen([TEPAT, "worker"], env=environment, stderr=subprocess.DEVNULL)
        try:
            # A killed worker's job is free again when its lease has run out.
            _wait_for(environment, {("running", attempt), ("done", attempt)})
            if attempt <= KILLS:
                time.sleep(random.uniform(0.1, 1.2))
            else:
                _wait_for(environment, {("done", attempt)})
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        state, reached = _newest_job(environment)
        if state == "done":
            return reached
    raise AssertionError(f"the job is {state} after {reached} attempts")


def _wait_for(environment: dict[str, str], wanted: set[tuple[str, int]]) -> None:
    deadline = time.monotonic() + 180
    while (seen := _newest_job(environment)) not in wanted:
        assert time.monotonic() < deadline, f"still {seen}, wanted {wanted}"
        time.sleep(0.1)


def test_the_killed_import_says_what_the_undisturbed_one_says(tmp_path: Path) -> None:
    files = tmp_path / "files"
    calm, hunted = _environment(tmp_path / "calm"), _environment(tmp_path / "hunted")
    _output(calm, TEPAT, "init")
    # The same keys, so that the blind indexes of both can be compared.
    shutil.copytree(tmp_path / "calm" / "keys", tmp_path / "hunted" / "keys")
    _output(hunted, TEPAT, "init")
    _output(calm, TEPAT, "demo", "generate", "--families", FAMILIES, "--out", files, "--seed", 5)
    books = sorted(files.rglob("*.xlsx"))
    words = ("import", *books, "--list", "P3KE 2023", "--region", "64.08", "--accept", "--json")
    expected = json.loads(_output(calm, TEPAT, *words))

    batch = _step(hunted, "receive", *books).strip()
    reading = _hunt(hunted)
    _step(hunted, "accept", batch)
    accepting = _hunt(hunted)

    seen = json.loads(_step(hunted, "state", batch))
    told = ("rows_in", "pending", "accepted", "held", "refused", "families", "persons", "findings")
    assert {name: seen[name] for name in told} == {name: expected[name] for name in told}
    assert reading > 1, "reading was never interrupted"
    assert accepting > 1, "accepting was never interrupted"
    calm_registry = json.loads(_step(calm, "contents", expected["batch"]))
    assert json.loads(_step(hunted, "contents", batch)) == calm_registry
    assert calm_registry["Family"][0] > 0
    _output(hunted, TEPAT, "audit", "verify")
