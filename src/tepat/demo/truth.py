"""The truth beside a generated list, read back: what was planted where, and what of it a check should find."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tepat.demo.damage import kinds
from tepat.demo.files import STEMS

# Subject and the row's number in its file.
Place = tuple[str, int]
_SUBJECTS = {stem: subject for subject, stem in STEMS.items()}


@dataclass
class Truth:
    """`planted`: kind, place, the check that should fire there. `explained`: every check that may, by place."""

    planted: list[tuple[str, Place, str]] = field(default_factory=list)
    explained: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))


def read(path: Path) -> Truth:
    """The truth file of a list whose files hold one sheet each."""
    truth = Truth()
    with path.open(encoding="utf-8", newline="") as opened:
        for line in csv.DictReader(opened):
            kind = kinds()[line["kind"]]
            subject = _SUBJECTS[line["file"].split(".")[0]]
            place = (subject, int(line["row"]))
            truth.explained[place] |= {kind.check, kind.shows, *kind.also}
            check = kind.shows if line["effect"] and kind.shows else kind.check
            if check and (kind.at in ("", subject) or (line["effect"] and kind.shows)):
                truth.planted.append((kind.code, place, check))
    return truth
