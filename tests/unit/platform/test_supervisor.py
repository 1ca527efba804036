"""`tepat serve` as a real process: it keeps both children alive, and ends as it should. No database of the tests."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tepat.platform import supervisor
from tepat.platform.supervisor.locking import only_one

PREPARE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
import django
django.setup()
from django.core.management import call_command
from tepat.platform import crypto
crypto.ensure_keys()
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
"""
SERVE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
import django
django.setup()
from tepat.platform import supervisor
sys.exit(supervisor.serve("127.0.0.1", int(sys.argv[1]), on_ready=lambda url: print(url, flush=True)))
"""
FIRST_PORT = 18_600


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEPAT_")}
    data = tmp_path_factory.mktemp("serve")
    given = {**kept, "TEPAT_DATA": str(data), "TEPAT_LOG_LEVEL": "ERROR"}
    subprocess.run([sys.executable, "-W", "ignore", "-c", PREPARE], env=given, check=True)
    return given


@pytest.fixture
def serve(environment: dict[str, str]) -> Iterator[Callable[[], tuple[subprocess.Popen[str], str]]]:
    """Starts `serve` and waits for its address."""
    started: list[subprocess.Popen[str]] = []

    def start() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", SERVE, str(FIRST_PORT)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(40)
        assert process.stdout is not None
        process.stdout.close()


def children(of: int) -> dict[str, int]:
    """The supervisor's own children by what they are."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if parent == of and "tepat.platform.supervisor.child" in words:
            found[words[words.index("tepat.platform.supervisor.child") + 2]] = int(folder.name)
    return found


def answer(url: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def until(true: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_killed_children_come_back_and_nobody_is_turned_away(
    serve: Callable[[], tuple[subprocess.Popen[str], str]],
) -> None:
    process, url = serve()
    until(lambda: answer(url + "readyz")[0] == 200)
    before = children(process.pid)

    for killed in before.values():
        os.kill(killed, signal.SIGKILL)
    while_web_was_away = answer(url + "healthz")

    assert while_web_was_away == (200, {"ok": True})
    until(lambda: set(children(process.pid)) == {"web", "worker"})
    after = children(process.pid)
    assert not set(before.values()) & set(after.values())
    until(lambda: answer(url + "readyz")[0] == 200)

    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    until(lambda: not any(Path(f"/proc/{number}").exists() for number in after.values()))


def test_a_second_serve_on_one_folder_is_refused_with_the_address_of_the_first(
    serve: Callable[[], tuple[subprocess.Popen[str], str]], environment: dict[str, str]
) -> None:
    _process, url = serve()

    second = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVE, str(FIRST_PORT)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode != 0
    assert f"Tepat sudah berjalan di {url}" in second.stderr


def test_when_the_supervisor_is_killed_its_children_end(
    serve: Callable[[], tuple[subprocess.Popen[str], str]],
) -> None:
    process, _url = serve()
    until(lambda: set(children(process.pid)) == {"web", "worker"})
    left = children(process.pid)

    process.kill()
    process.wait()

    until(lambda: not any(Path(f"/proc/{number}").exists() for number in left.values()))


def test_the_next_free_port_is_taken() -> None:
    with supervisor.listen("127.0.0.1", FIRST_PORT + 100) as taken:
        port = taken.getsockname()[1]

        assert supervisor.free_port("127.0.0.1", port) > port


def test_no_free_port_says_which_were_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PORTS_TRIED", 1)
    with (
        supervisor.listen("127.0.0.1", FIRST_PORT + 200) as taken,
        pytest.raises(supervisor.PortTaken, match="terpakai semua"),
    ):
        supervisor.listen("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("tepat.lan", "http://tepat.lan:8000/"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(host: str, url: str) -> None:
    assert supervisor.address(host, 8000) == url


def test_the_lock_is_free_again_after_its_holder(tmp_path: Path) -> None:
    for _ in range(2):
        with only_one(tmp_path) as note:
            note("http://127.0.0.1:8000/")
            with pytest.raises(supervisor.AlreadyServing, match="di http://127"), only_one(tmp_path):
                pass


def test_a_child_that_keeps_ending_is_started_ever_more_slowly() -> None:
    child = supervisor.Child("uji", ("tidak-ada",))
    starts = []
    stop = threading.Event()
    begin = child.start

    def started() -> None:
        starts.append(time.monotonic())
        begin()
        if len(starts) == 3:
            stop.set()

    child.start = started  # type: ignore[method-assign]
    patience = threading.Timer(30, stop.set)
    patience.start()
    supervisor.run([child], stop)
    patience.cancel()

    assert len(starts) == 3
    first, second = (b - a for a, b in pairwise(starts))
    assert second > first
    assert child.process is not None
    assert child.process.poll() is not None
