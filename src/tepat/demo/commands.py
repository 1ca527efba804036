"""What `tepat demo` and `tepat demo generate` do; words and options of the commands live in tepat.cli."""

from pathlib import Path
from typing import Any

from tepat.demo.generator import Progress
from tepat.demo.generator import generate as generate_list


def generate(
    *, families: int, out: Path, seed: int = 1, regency: str = "64.08", on_progress: Progress | None = None
) -> dict[str, Any]:
    """Write a generated list with its truth into a folder; the result is what --json prints."""
    written = generate_list(families=families, out=out, seed=seed, regency=regency, on_progress=on_progress)
    return written.as_json()
