"""Backups and restores killed again and again, as real processes, at any moment of them.

What stands is always the old or the new, or says itself that it is half done; the same command goes on.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

TEPAT = Path(sys.executable).with_name("tepat")
ROOT = Path(__file__).resolve().parents[2]
KILLS = 6


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEPAT_")}
    return {
        **kept,
        "TEPAT_DATA": str(data),
        "TEPAT_LOG_LEVEL": "WARNING",
        "TEPAT_BACKUP_PASSPHRASE": "lima kata acak yang panjang",
    }


def _tepat(data: Path, *words: object) -> str:
    done = subprocess.run(
        [TEPAT, *map(str, words)],
        env=_environment(data),
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _killed(data: Path, seconds: float, *words: object) -> bool:
    """Run a command and kill it after a while; False when it had ended by then."""
    process = subprocess.Popen(
        [TEPAT, *map(str, words)],
        env=_environment(data),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def _seconds(data: Path, *words: object) -> float:
    started = time.monotonic()
    _tepat(data, *words)
    return time.monotonic() - started


def test_kills_leave_the_old_or_the_new(tmp_path: Path) -> None:
    chance = random.Random(7)
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "cadangan"
    _tepat(here, "init")
    (here / "files" / "ab").mkdir(parents=True)
    (here / "files" / "ab" / "besar").write_bytes(os.urandom(40_000_000))
    usual = _seconds(here, "backup", file)
    older = file.read_bytes()

    killed = 0
    for _ in range(KILLS):
        killed += _killed(here, chance.uniform(0.3, 1.0) * usual, "backup", file)
        _tepat(tmp_path / f"checked-{_}", "restore", file)
        shutil.rmtree(tmp_path / f"checked-{_}")

    assert killed > KILLS // 3
    shutil.copy(file, tmp_path / "last")
    file.write_bytes(older)
    wanted = json.loads(_tepat(here, "doctor", "--hashes", "--json"))["tables"]["regions_region"]
    usual = _seconds(tmp_path / "measured", "restore", file)
    killed = 0
    for _ in range(KILLS):
        killed += _killed(there, chance.uniform(0.3, 1.0) * usual, "restore", file, "--over")

    assert killed > KILLS // 3
    _tepat(there, "restore", file, "--over")
    told = json.loads(_tepat(there, "doctor", "--hashes", "--json"))
    assert told["tables"]["regions_region"] == wanted
    assert (there / "files" / "ab" / "besar").read_bytes() == (here / "files" / "ab" / "besar").read_bytes()
