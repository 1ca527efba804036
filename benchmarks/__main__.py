"""Says on what machine, then runs each benchmark in a process of its own, so that memory is each one's.

python -m benchmarks              all
python -m benchmarks import       only those whose name holds the word
python -m benchmarks million      a long one, minutes and more: only by its own name
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.machine import describe

if __name__ == "__main__":
    wanted = sys.argv[1:] or [""]
    print(describe(), flush=True)
    failed = 0
    folder = Path(__file__).parent
    usual = [path for path in folder.glob("bench_*.py") if any(word in path.stem for word in wanted)]
    long = [path for path in folder.glob("long_*.py") if path.stem.removeprefix("long_") in wanted]
    for path in sorted(usual) + long:
        print(f"\n## {path.stem.partition('_')[2]}", flush=True)
        failed |= subprocess.call([sys.executable, "-m", f"benchmarks.{path.stem}"])
    sys.exit(failed)
