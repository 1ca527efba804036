"""The list and its search over 500,000 families of one regency, four at a time, through the real server.

The pages are asked for over HTTP by somebody logged in as the Dinsos officer, whose scope holds them all.
"""

import os
import re
import threading
from collections.abc import Callable, Iterator
from html import unescape
from statistics import median

from benchmarks.machine import table, verdict
from benchmarks.many_families import NIK, fill
from benchmarks.site import Answer, Browser, add_user, data_folder, served

FAMILIES = int(os.environ.get("FAMILIES", "500000"))
AT_A_TIME, ASKED, LIMIT_MS = 4, 60, 160

Ask = Callable[[Browser, str], Answer]


def page(browser: Browser, path: str) -> Answer:
    return browser.get(path)


def search_number(browser: Browser, path: str) -> Answer:
    return browser.post(path, {"q": NIK})


class EachFamily:
    """The page of the next family of a list, whose own pages are turned unmeasured."""

    def __init__(self) -> None:
        self._walks: dict[int, Iterator[str]] = {}

    def __call__(self, browser: Browser, path: str) -> Answer:
        return browser.get(next(self._walks.setdefault(id(browser), self._walk(browser, path))))

    def _walk(self, browser: Browser, path: str) -> Iterator[str]:
        while True:
            listed = browser.get(path)
            yield from re.findall(r'class="row-link" href="([^"]+)"', listed.body.decode())
            path = _next(path, listed)


def _next(path: str, answer: Answer) -> str:
    """The page after this one, as its link says; the same again when there is none."""
    link = re.search(r'href="((?:/daftar/)?\?[^"]*\bafter=[^"]+)"', answer.body.decode())
    if not link:
        return path
    target = unescape(link[1])
    return path.split("?")[0] + target if target.startswith("?") else target


def _person(port: int, password: str, ask: Ask, path: str, seconds: list[float], faults: list[str]) -> None:
    """One person who turns page after page."""
    browser = Browser(port)
    browser.log_in("ukur", password)
    for turn in range(ASKED + 1):
        answer = ask(browser, path)
        if answer.status not in (200, 302):
            faults.append(f"{path} answered {answer.status}")
            return
        if turn:  # the first one opens the connection
            seconds.append(answer.seconds)
        path = _next(path, answer)


def measure(port: int, password: str, ask: Ask, path: str) -> list[float]:
    """Seconds of each answer, several people asking at a time, in order."""
    seconds: list[float] = []
    faults: list[str] = []
    arguments = (port, password, ask, path, seconds, faults)
    people = [threading.Thread(target=_person, args=arguments) for _ in range(AT_A_TIME)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    if faults or len(seconds) != AT_A_TIME * ASKED:
        raise SystemExit(faults[0] if faults else f"{path}: a connection was lost")
    return sorted(seconds)


def main() -> bool:
    with data_folder():
        password = add_user("ukur", "regency_verifier", "64.08")
        rare = fill(FAMILIES)
        asked: list[tuple[str, Ask, str]] = [
            ("list, page after page", page, "/daftar/"),
            ("list of one kecamatan", page, "/daftar/?wilayah=64.08.03"),
            ("list, desil 1", page, "/daftar/?desil=1"),
            ("list, a desil of nobody", page, "/daftar/?desil=9"),
            ("list, shared NIK of nobody", page, "/daftar/?nik=shared"),
            ("search, a common name", page, "/daftar/?q=muhammad"),
            ("search, two words", page, f"/daftar/?q=siti+{rare}"),
            ("search, a rare name", page, f"/daftar/?q={rare}"),
            ("search, a NIK", search_number, "/daftar/cari/"),
            ("family after family of the list", EachFamily(), "/daftar/"),
        ]
        rows, worst = [], 0.0
        with served() as port:
            for name, ask, path in asked:
                times = [second * 1000 for second in measure(port, password, ask, path)]
                p95 = times[int(len(times) * 0.95)]
                worst = max(worst, p95)
                figures = [f"{one:.0f}" for one in (median(times), p95, times[-1])]
                rows.append([name, len(times), *figures, LIMIT_MS, verdict(p95, LIMIT_MS)])
    print(f"{FAMILIES:,} families in one regency, {AT_A_TIME} at a time")
    table(("page", "answers", "median ms", "p95 ms", "worst ms", "limit p95", ""), rows)
    return worst <= LIMIT_MS


if __name__ == "__main__":
    raise SystemExit(not main())
