"""New master and data keys for 1,000,000 numbers while people search, read and write; NUMBERS for another count.

The server runs as an office's does. All the while one looks for a number, one turns pages, one writes; the slowest
answer tells whether work went on.
"""

import json
import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import cycle

from benchmarks import many_families
from benchmarks.machine import table, verdict
from benchmarks.postgres import postgres_database
from benchmarks.site import Browser, add_user, command, data_folder, served

NUMBERS = int(os.environ.get("NUMBERS", "1000000"))
MOST_SECONDS, MOST_MS = 120, 1_000
STEP = 50_000


def _fill() -> None:
    """In a process of its own, which reads the settings of this database."""
    if (child := os.fork()) == 0:
        many_families.fill(1_000)
        _seal(NUMBERS)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("the numbers could not be written")


def _seal(count: int) -> None:
    from django.db import transaction

    from tepat.platform import crypto
    from tepat.platform.database import bulk
    from tepat.platform.database.ids import hexes
    from tepat.registry.models import IdentityNumber, Person
    from tepat.registry.numbers import REGISTRY_KEY, context

    IdentityNumber.objects.exclude(index=crypto.blind_index("nik", many_families.NIK).hex()).delete()
    person = Person.objects.earliest("id").id.hex
    change_set = IdentityNumber.objects.earliest("id").change_set_id.hex
    sealer, new_id = crypto.sealer(crypto.data_key(REGISTRY_KEY)), hexes().__next__
    columns = ("id", "kind", "person", "sealed", "index", "status", "usable", "change_set", "ended_by")
    for start in range(0, count, STEP):
        ids = [new_id() for _ in range(min(STEP, count - start))]
        texts = [f"99080145019{start + at:09d}"[:20][-16:] for at in range(len(ids))]
        tokens = sealer.seal_many(
            [(context(id_), text.encode()) for id_, text in zip(ids, texts, strict=True)]
        )
        indexes = crypto.blind_indexes("nik", texts)
        with transaction.atomic():
            bulk.insert(
                IdentityNumber,
                columns,
                [
                    (id_, "nik", person, token, index.hex(), "sound", False, change_set, change_set)
                    for id_, token, index in zip(ids, tokens, indexes, strict=True)
                ],
            )


@contextmanager
def _people(port: int, password: str) -> Iterator[dict[str, list[float]]]:
    """Three who work without a pause; how long each answer took, in milliseconds."""
    over = threading.Event()
    took: dict[str, list[float]] = {}
    languages = cycle(("en", "id"))

    def work(name: str, ask: Callable[[Browser], int]) -> None:
        browser = Browser(port)
        browser.log_in("ukur", password)
        while not over.is_set():
            began = time.perf_counter()
            if ask(browser) not in (200, 302, 303):
                took.setdefault("faults", []).append(1)
            took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
            time.sleep(0.05)

    asked: dict[str, Callable[[Browser], int]] = {
        "search a number": lambda one: one.post("/daftar/cari/", {"q": many_families.NIK}).status,
        "read": lambda one: one.get("/daftar/").status,
        "write": lambda one: one.post("/i18n/setlang/", {"language": next(languages)}).status,
    }
    threads = [threading.Thread(target=work, args=each) for each in asked.items()]
    for thread in threads:
        thread.start()
    try:
        yield took
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _measured(name: str) -> tuple[list[list[object]], bool]:
    password = add_user("ukur", "regency_verifier", "64.08")
    _fill()
    with served() as port, _people(port, password) as took:
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        told = json.loads(command("keys", "rotate", "--data", "--json"))
        seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rows: list[list[object]] = [
        [
            name,
            "rotate --data",
            f"{seconds:.0f} s",
            f"{MOST_SECONDS} s",
            f"{verdict(seconds, MOST_SECONDS)} {busy:.0f} s of one core",
        ]
    ]
    slowest = 0.0
    for what, times in sorted(took.items()):
        worst = max(times)
        slowest = max(slowest, worst if what != "faults" else float("inf"))
        note = f"{len(times)} asked"
        rows.append(
            [
                name,
                f"{what}, slowest",
                f"{worst:.0f} ms",
                f"{MOST_MS} ms",
                f"{verdict(worst, MOST_MS)} {note}",
            ]
        )
    return rows, told["resealed"] and seconds <= MOST_SECONDS and slowest <= MOST_MS


def main() -> int:
    """Print a table; 1 when it took longer than two minutes or held somebody up."""
    rows, fine = [], True
    for name, database in (("sqlite", nullcontext()), ("postgres", postgres_database())):
        with database, data_folder():
            measured, well = _measured(name)
            rows += measured
            fine &= well
    print(f"{NUMBERS} numbers")
    table(("database", "step", "took", "limit", ""), rows)
    return int(not fine)


if __name__ == "__main__":
    raise SystemExit(main())
