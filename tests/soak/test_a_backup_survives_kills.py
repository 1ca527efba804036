"""Backups, restores and upgrades killed again and again, as real processes, at any moment of them.

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
from collections.abc import Iterator
from pathlib import Path

TEPAT = Path(sys.executable).with_name("tepat")
ROOT = Path(__file__).resolve().parents[2]
KILLS, LEAST, SECONDS = 6, 2, 120


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


def _hunted(data: Path, usual: float, *words: object) -> Iterator[None]:
    """Run a command again and again, killed at any moment of it, until it was killed often or for long enough.

    A busy machine takes longer for each; the time is what is bounded, and two kills are the least that counts.
    """
    chance, killed, until = random.Random(7), 0, time.monotonic() + SECONDS
    for _ in range(3 * KILLS):
        killed += _killed(data, chance.uniform(0.3, 1.0) * usual, *words)
        yield
        if killed == KILLS or (killed >= LEAST and time.monotonic() > until):
            break
    assert killed >= LEAST


def test_kills_leave_the_old_or_the_new(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "cadangan"
    _tepat(here, "init")
    (here / "files" / "ab").mkdir(parents=True)
    (here / "files" / "ab" / "besar").write_bytes(os.urandom(20_000_000))
    usual = _seconds(here, "backup", file)
    older = seen = file.read_bytes()

    for _ in _hunted(here, usual, "backup", file):
        if (now := file.read_bytes()) != seen:
            seen = now
            _tepat(tmp_path / "checked", "restore", file)
            shutil.rmtree(tmp_path / "checked")

    file.write_bytes(older)
    wanted = json.loads(_tepat(here, "doctor", "--hashes", "--json"))["tables"]["regions_region"]
    usual = _seconds(there, "restore", file)
    for _ in _hunted(there, usual, "restore", file, "--over"):
        pass

    _tepat(there, "restore", file, "--over")
    told = json.loads(_tepat(there, "doctor", "--hashes", "--json"))
    assert told["tables"]["regions_region"] == wanted
    assert (there / "files" / "ab" / "besar").read_bytes() == (here / "files" / "ab" / "besar").read_bytes()


_OLDER = """
import django
django.setup()
from django.core.management import call_command
from tepat.platform.crypto import ensure_keys
ensure_keys()
call_command("migrate", "auth", verbosity=0)
"""


def test_an_upgrade_that_is_killed_ends_whole(tmp_path: Path) -> None:
    """From an installation that has the first tables alone, so that there is much to migrate."""
    older, measured, there, new = (tmp_path / name for name in ("older", "measured", "there", "new"))
    older.mkdir()
    settings = {**_environment(older), "DJANGO_SETTINGS_MODULE": "tepat.config.settings"}
    subprocess.run([sys.executable, "-c", _OLDER], env=settings, cwd=ROOT, check=True)
    shutil.copytree(older, measured)
    usual = _seconds(measured, "upgrade")
    shutil.copytree(older, there)

    for _ in _hunted(there, usual, "upgrade"):
        if not (there / "tepat.sqlite3.upgrading").exists():
            shutil.rmtree(there)
            shutil.copytree(older, there)
    _tepat(there, "upgrade")

    _tepat(new, "init")
    made, upgraded = (json.loads(_tepat(one, "doctor", "--hashes", "--json")) for one in (new, there))
    assert upgraded["tables"].keys() == made["tables"].keys()
    assert json.loads(_tepat(there, "upgrade", "--json")) == {"migrations": []}
    found = {one["name"]: one["level"] for one in json.loads(_tepat(there, "doctor", "--json"))}
    assert found["migrations"] == found["integrity"] == "ok"
