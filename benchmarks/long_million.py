"""Lists of 100,000 and of 1,000,000 people from CSV to the registry on SQLite, with all checks.

The larger one must fit the memory and the minutes that its office has, and no row of it may take longer than a row
of the smaller one.
"""

import os
import tempfile
from pathlib import Path

from benchmarks.bench_import import Figures, ours
from benchmarks.machine import table
from benchmarks.site import command, data_folder

# A file of a million people has 310 MB; an office that has so many raises the limit.
os.environ.setdefault("TEPAT_MAX_UPLOAD_MB", "500")
# About 3.3 people a family.
FEWER, MORE = 30_000, int(os.environ.get("FAMILIES", "300000"))
SECONDS, MEBIBYTES = 240, 3000
# A row of the larger list may take this many times a row of the smaller, for what the machine does beside.
LINEAR = 1.25


def imported(families: int) -> Figures:
    """A list of so many families, taken into a registry of its own."""
    with tempfile.TemporaryDirectory(prefix="tepat-bench-") as folder, data_folder():
        command("demo", "generate", "--families", str(families), "--out", folder, "--seed", "1", "--json")
        return ours([str(Path(folder) / name) for name in ("individu.csv", "keluarga.csv")])


def main() -> bool:
    fewer, more = imported(FEWER), imported(MORE)
    rows = []
    for figures, limit in ((fewer, None), (more, SECONDS)):
        result = figures.result
        assert result["rows_in"] == sum(result[state] for state in ("accepted", "held", "refused"))
        over = limit and (figures.seconds > limit or figures.mebibytes > MEBIBYTES)
        rows.append(
            (
                f"{result['persons']:,} people", f"{figures.seconds:.0f}", str(limit or ""),
                f"{figures.cpu:.0f}", f"{result['rows_in'] / figures.seconds:,.0f}", f"{figures.mebibytes:.0f}",
                "" if limit is None else "OVER" if over else "ok",
            )
        )  # fmt: skip
    table(("CSV, SQLite", "seconds", "limit", "CPU s", "rows/s", f"peak MiB of {MEBIBYTES}", ""), rows)
    times = (more.cpu / more.result["rows_in"]) / (fewer.cpu / fewer.result["rows_in"])
    print(f"CPU a row: {times:.2f} times that of the smaller list, at most {LINEAR}: ", end="")
    print("ok" if times <= LINEAR else "OVER")
    return all(row[-1] != "OVER" for row in rows) and times <= LINEAR


if __name__ == "__main__":
    raise SystemExit(not main())
