"""A change of the keys killed again and again, as real processes, at any moment: begun, half sealed, half dropped.

After every kill everything opens; the same commands go on to the whole. A backup made in the middle is whole as well.
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

from tests.soak.test_a_backup_survives_kills import ROOT, _environment, _killed, _seconds, _tepat

KILLS = 6


def _steps(data: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.sealed_things", *words],
        env=_environment(data), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_kills_leave_everything_readable_and_the_same_command_goes_on(tmp_path: Path) -> None:
    chance = random.Random(11)
    data, file = tmp_path / "data", tmp_path / "cadangan"
    _tepat(data, "init")
    _steps(data, "make")
    wanted = _steps(data, "read")
    usual = _seconds(data, "keys", "rotate", "--data")
    _steps(data, "settle")
    _tepat(data, "keys", "retire")

    killed = 0
    for turn in range(KILLS):
        state = json.loads(_tepat(data, "keys", "status", "--json"))
        begun = not state["resealed"]
        words = ("keys", "resume") if begun else ("keys", "rotate", "--data")
        killed += _killed(data, chance.uniform(0.3, 1.0) * usual, *words)
        assert _steps(data, "read") == wanted
        if turn == KILLS // 2:
            _tepat(data, "backup", file)
        state = json.loads(_tepat(data, "keys", "status", "--json"))
        if state["resealed"] and state["renewed_beside_old"]:
            _steps(data, "settle")
            killed += _killed(data, chance.uniform(0.3, 1.0) * usual, "keys", "retire")
            assert _steps(data, "read") == wanted
            if json.loads(_tepat(data, "keys", "status", "--json"))["renewed_beside_old"]:
                _tepat(data, "keys", "retire")

    assert killed > KILLS // 3
    state = json.loads(_tepat(data, "keys", "status", "--json"))
    if not state["resealed"]:
        _tepat(data, "keys", "resume")
    if state["renewed_beside_old"]:
        _steps(data, "settle")
        _tepat(data, "keys", "retire")
    state = json.loads(_tepat(data, "keys", "status", "--json"))
    assert (state["renewed_beside_old"], state["under_old_master"]) == (0, 0)
    assert _steps(data, "read") == wanted
    there = tmp_path / "there"
    _tepat(there, "restore", file)
    assert _steps(there, "read") == wanted
    shutil.rmtree(there)
