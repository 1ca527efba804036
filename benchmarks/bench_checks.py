"""How much of the damage planted in a generated list the checks find, how much they cry wolf, and how fast.

FAMILIES families (30,000) with the usual damage; then the same number without any, which must be silent.
"""

import os
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.machine import peak_mib, table, verdict
from tepat.demo.damage import kinds
from tepat.demo.files import STEMS
from tepat.demo.generator import Written, generate
from tepat.demo.truth import Place, read
from tepat.engine import checks
from tepat.engine.reading import open_tables
from tepat.platform.regions import reference

FAMILIES = int(os.environ.get("FAMILIES", "30000"))
LEAST_RECALL, MOST_ALARMS = 0.99, 0.005


def found(written: Written) -> tuple[dict[Place, set[str]], float]:
    """The checks that fire, by place, and the seconds of processor time that all checks took."""
    frames = {}
    for subject, stem in STEMS.items():
        path = written.folder / f"{stem}.csv"
        (only,) = open_tables(path, name=path.name)
        frames[subject] = pl.concat(checks.stage(chunk, only.layout, chunk.rows) for chunk in only.chunks())
    names = dict(reference.rows())
    context = checks.Context(
        frozenset(names), scope="64.08", today=date(2024, 2, 1), region_names=names,
        crosswalk=dict(reference.crosswalk()),
    )  # fmt: skip
    began = time.process_time()
    findings = checks.run(frames["family"], frames["person"], context)
    seconds = time.process_time() - began
    by_place: dict[Place, set[str]] = defaultdict(set)
    for subject, row, check in findings.select("subject", "row_ref", "check").iter_rows():
        by_place[subject, row].add(check)
    return by_place, seconds


def main() -> bool:
    with tempfile.TemporaryDirectory(prefix="tepat-bench-") as folder:
        damaged = generate(families=FAMILIES, out=Path(folder) / "damaged", seed=1, formats=("csv",))
        clean = generate(families=FAMILIES, out=Path(folder) / "clean", seed=2, damage=0, formats=("csv",))
        fired, seconds = found(damaged)
        truth = read(damaged.truth)
        silent, _seconds = found(clean)
    planted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for kind, place, check in truth.planted:
        if kinds()[kind].only in ("", "csv"):
            planted[kind] += 1
            hit[kind] += check in fired[place]
    table(
        ("kind", "check", "planted", "found", "recall"),
        [(kind, kinds()[kind].check, n, hit[kind], f"{hit[kind] / n:.1%}") for kind, n in planted.items()],
    )
    findings = Counter(check for seen in fired.values() for check in seen)
    alarms = Counter(check for place, seen in fired.items() for check in seen - truth.explained[place])
    table(
        ("check", "findings", "false alarms", "share"),
        [(check, n, alarms[check], f"{alarms[check] / n:.1%}") for check, n in sorted(findings.items())],
    )
    rows = damaged.family_rows + damaged.person_rows
    recall = hit.total() / planted.total()
    share = alarms.total() / rows
    wolf = sum(len(seen) for seen in silent.values())
    table(
        ("", "figure", "limit", ""),
        [
            ("recall of all that was planted", f"{recall:.2%}", f"{LEAST_RECALL:.0%}",
             verdict(LEAST_RECALL, recall)),
            (f"false alarms a row, of {rows:,} rows", f"{share:.3%}", f"{MOST_ALARMS:.1%}",
             verdict(share, MOST_ALARMS)),
            ("findings in a list without damage", wolf, 0, verdict(wolf, 0)),
            ("seconds of processor time for all checks", f"{seconds:.2f}", "", ""),
            ("peak MiB", f"{peak_mib():.0f}", "", ""),
        ],
    )  # fmt: skip
    return recall >= LEAST_RECALL and share <= MOST_ALARMS and wolf == 0


if __name__ == "__main__":
    raise SystemExit(not main())
