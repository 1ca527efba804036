"""Says on what machine, then runs each benchmark in a process of its own, so that memory is each one's.

python -m benchmarks              all
python -m benchmarks import       only those whose name holds the word
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.machine import describe

if __name__ == "__main__":
    wanted = sys.argv[1:] or [""]
    print(describe(), flush=True)
    failed = 0
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if any(word in path.stem for word in wanted):
            print(f"\n## {path.stem.removeprefix('bench_')}", flush=True)
            failed |= subprocess.call([sys.executable, "-m", f"benchmarks.{path.stem}"])
    sys.exit(failed)
